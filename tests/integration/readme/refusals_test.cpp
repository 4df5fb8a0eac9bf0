// "When a worker cannot join" of docs/cluster.md: the worker really prints the messages that the
// page quotes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <array>
#include <filesystem>
#include <set>

#include "tests/integration/readme/pages.h"
#include "tests/integration/readme/stage.h"
#include "tests/integration/support/processes.h"

namespace photomill::test {
namespace {

using testing::HasSubstr;

// The phrases in the page's table.
std::set<std::string> PhrasesOfThePage() {
  std::set<std::string> phrases;
  for (const TableRow& row : TableOf(UserPage("docs/cluster.md"), "it says")) {
    const size_t end = row.front().find('`', 1);
    phrases.insert(row.front().substr(1, end - 1));
  }
  return phrases;
}

struct Refused {
  const char* phrase;
  const char* typed;
};

constexpr std::array<Refused, 6> kRefused = {{
    {"does not see the source", "photomill worker --join=join --source_root=docs"},
    {"is open to other users", "cp join open && chmod 644 open && photomill worker --join=open"},
    {"does not hold the key of this join file",
     "photomill worker --join=other --connect=tcp://127.0.0.1:5577"},
    {"is on another machine, which requires encryption",
     "photomill worker --connect=tcp://192.0.2.1:5577"},
    {"encrypts its connections, and this worker has no key",
     "photomill worker --connect=tcp://127.0.0.1:5577"},
    {"the coordinator does not answer yet",
     "photomill worker --connect=tcp://127.0.0.1:9 --coordinator_timeout=8"},
}};

// The join file of the coordinator at this address, under another name.
Program Serve(const Stage& stage, const std::string& typed, const std::string& join,
              const std::string& name) {
  Program coordinator = stage.Start(typed);
  EXPECT_TRUE(coordinator.Says("serving workers at "));
  std::filesystem::copy_file(stage.folder().At(join), stage.folder().At(name));
  return coordinator;
}

TEST(RefusalsTest, AWorkerSaysWhatThePageSays) {
  const Stage stage;
  Program other = Serve(stage, "photomill coordinator SRC elsewhere --listen='tcp://*:0'",
                        "elsewhere/.photomill/join", "other");
  other.Signal(SIGINT);
  (void)other.Wait();
  Program coordinator = Serve(stage, "photomill coordinator SRC DST --listen='tcp://*:5577'",
                              "DST/.photomill/join", "join");
  std::set<std::string> phrases = PhrasesOfThePage();
  for (const Refused& refused : kRefused) {
    EXPECT_EQ(phrases.erase(refused.phrase), 1U) << "not on the page: " << refused.phrase;
    const Ended ended = stage.Run(refused.typed);
    EXPECT_TRUE(ended.Exited(1)) << refused.typed << ": " << ended.All();
    EXPECT_THAT(ended.err, HasSubstr(refused.phrase));
  }
  EXPECT_THAT(phrases, testing::IsEmpty()) << "on the page, but not tried here";
  coordinator.Signal(SIGINT);
  EXPECT_TRUE(coordinator.Wait().Exited(3));
  EXPECT_EQ(ProcessesLeft(), "");
}

}  // namespace
}  // namespace photomill::test
