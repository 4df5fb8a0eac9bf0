// A run of 100,000 sources, 300 of which fail for six reasons, followed from `status` to `explain` to
// `retry`, until a second run is right and `verify` finds nothing. PHOTOMILL_FOLLOWED_SOURCES sets
// another number of sources.
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <thread>
#include <utility>

#include "tests/integration/local/local_run.h"

namespace photomill::test {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr int kFailuresOfEachKind = 50;

int SourcesWanted() {
  constexpr int kLeast = 1000;
  const char* text = std::getenv("PHOTOMILL_FOLLOWED_SOURCES");
  return text == nullptr ? 100'000 : std::max(kLeast, std::atoi(text));
}

// Lets TestFolder use a file system in memory, if there is one with room for 200,000 outputs. On a
// disk, nearly all of the time is spent on syncing them.
class InMemory {
 protected:
  InMemory() {
    constexpr uintmax_t kRoom = uintmax_t{3} << 30;
    std::error_code error;
    const fs::space_info space = fs::space("/dev/shm", error);
    if (!error && space.available >= kRoom && access("/dev/shm", W_OK) == 0) {
      setenv("TMPDIR", "/dev/shm", 1);
    }
  }
};

class FollowedFailures : private InMemory, public LocalRun {
 protected:
  // Sources by the reason for which they fail.
  using Failures = std::map<std::string, std::vector<std::string>>;

  void Break(const std::string& reason, const std::string& key, std::string_view bytes) {
    WriteSource(key, bytes);
    failures_[reason].push_back(key);
  }

  // Photos of a few contents, as hard links: each is a source.
  void WriteGoodPhotos(int count) const {
    constexpr int kLinksOfEach = 1000;
    fs::path photo;
    for (int i = 0; i < count; ++i) {
      const std::string key = "good/" + PhotoKey(i);
      const fs::path path = source_ + "/" + key;
      if (i % kLinksOfEach == 0) {
        WriteSource(key, SmallJpeg(static_cast<uint64_t>(i)));
        photo = path;
        continue;
      }
      fs::create_directories(path.parent_path());
      fs::create_hard_link(photo, path);
    }
  }

  void WriteLibrary() {
    constexpr int each = kFailuresOfEachKind;
    WriteGoodPhotos(SourcesWanted() - 7 * each);
    const std::string svg = R"(<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>)";
    for (int i = 0; i < each; ++i) {
      const std::string number = std::to_string(i);
      const auto seed = static_cast<uint64_t>(1'000'000 + i);
      const std::string jpeg = SmallJpeg(seed);
      Break("corrupt", "half/" + number + ".jpg", jpeg.substr(0, jpeg.size() / 2));
      Break("not_an_image", "text/" + number + ".jpg", "text " + number);
      Break("format_not_allowed", "drawing/" + number + ".svg.png", svg);
      WritePhotos(folder_, "src/wide/" + number, 1, 300, 20);
      failures_["too_large"].push_back("wide/" + number + "/" + PhotoKey(0));
      WriteSource("twin/" + number + ".jpeg", jpeg);
      Break("key_collision", "twin/" + number + ".jpg", jpeg);
      Break("destination_taken", "taken/" + number + ".jpg", jpeg);
      WriteForeign("taken/" + number + ".jpg");
    }
  }

  void WriteForeign(const std::string& key) const {
    const fs::path path = destination_ + "/" + key;
    fs::create_directories(path.parent_path());
    folder_.Write("dst/" + key, "a file of the user's");
  }

  // What the remedies say.
  void Repair() {
    for (const std::string& key : failures_["corrupt"]) WriteSource(key, SmallJpeg(7));
    for (const std::string& key : failures_["not_an_image"]) WriteSource(key, SmallJpeg(8));
    for (const std::string& key : failures_["format_not_allowed"]) WriteSource(key, SmallJpeg(9));
    for (const std::string& key : failures_["key_collision"]) {
      fs::rename(source_ + "/" + key, source_ + "/" + key + ".renamed.jpg");
    }
    for (const std::string& key : failures_["destination_taken"]) {
      EXPECT_TRUE(fs::remove(destination_ + "/" + key)) << key;
    }
  }

  // It may take as long as it needs while photos are finished.
  Ended RunLong(int exit_code, Arguments extra) const {
    extra.emplace_back("--progress=none");
    Program run = StartPhotomill(Command(extra));
    int64_t finished = -1;
    while (WaitUntil([&] {
      const int64_t now = ledger_.Number("SELECT sum(sources) FROM tally WHERE state = 'done'");
      return std::exchange(finished, now) != now || !run.Running();
    })) {
      if (!run.Running()) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(500));
    }
    Ended ended = run.Wait();
    EXPECT_TRUE(ended.Exited(exit_code)) << ended.All();
    return ended;
  }

  [[nodiscard]] Ended Ask(const Arguments& words) const {
    Arguments command = words;
    command.push_back("--state=" + state_);
    return RunPhotomill(command);
  }

  static std::vector<std::string> FirstOf(std::vector<std::string> keys) {
    constexpr size_t kExamined = 5;
    keys.resize(std::min(keys.size(), kExamined));
    return keys;
  }

  Failures failures_;
};

TEST_F(FollowedFailures, FromStatusToExplainToRetryToARunThatIsRight) {
  WriteLibrary();
  RunLong(kWithFailures, {"--into_existing", "--max_width=250"});

  const Ended status = Ask({"status", "--check"});
  EXPECT_TRUE(status.Exited(kWithFailures)) << status.All();
  int64_t failed = 0;
  for (const auto& [reason, keys] : failures_) {
    const auto count = static_cast<int64_t>(keys.size());
    failed += count;
    EXPECT_EQ(SummaryCount(status.out, reason), count) << status.out;
    EXPECT_THAT(status.out, HasSubstr("  " + reason + "  ")) << "an example of each";
    for (const std::string& key : keys) {
      const Ended explained = Ask({"explain", key});
      EXPECT_TRUE(explained.Exited(kWithFailures)) << explained.All();
      EXPECT_THAT(explained.out, AllOf(HasSubstr("state       failed, " + reason),
                                       HasSubstr("  remedy  "), HasSubstr("  detail  ")));
    }
  }
  EXPECT_EQ(failed, 6 * kFailuresOfEachKind);
  EXPECT_EQ(ledger_.CountOf("failed"), failed);
  EXPECT_EQ(ledger_.CountOf("done"), SourcesWanted() - failed);

  Repair();
  EXPECT_THAT(Ask({"retry", "--reason=destination_taken"}).out, HasSubstr("destination_taken"));
  const Ended rest = Ask({"retry", "--all"});
  EXPECT_TRUE(rest.Exited(kDone)) << rest.All();
  EXPECT_EQ(ledger_.CountOf("pending"), failed);
  EXPECT_EQ(ledger_.CountOf("failed"), 0);

  const Ended second = RunLong(kDone, {"--into_existing"});
  EXPECT_EQ(SummaryCount(second.out, "made"), failed) << second.out;
  const Ended right = Ask({"status", "--check"});
  EXPECT_TRUE(right.Exited(kDone)) << right.All();
  for (const auto& [reason, keys] : failures_) {
    for (const std::string& key : FirstOf(keys)) {
      const bool renamed = reason == "key_collision";
      const Ended explained = Ask({"explain", renamed ? key + ".renamed.jpg" : key});
      EXPECT_TRUE(explained.Exited(kDone)) << explained.All();
      EXPECT_THAT(explained.out, HasSubstr("state       done"));
    }
  }
  EXPECT_EQ(ledger_.Number("SELECT count(*) FROM source WHERE state NOT IN ('done', 'gone')"), 0);

  const Ended verified = Ask({"verify"});
  EXPECT_TRUE(verified.Exited(kDone)) << verified.All();
  EXPECT_EQ(SummaryCount(verified.out, "right"), 2 * SourcesWanted());
  EXPECT_THAT(verified.out, Not(HasSubstr("unknown")));
}

}  // namespace
}  // namespace photomill::test
