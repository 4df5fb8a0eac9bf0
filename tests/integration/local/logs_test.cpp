// The contents of the coordinator's log: the command, workers that connect and disconnect, how the
// run ended, and never a line per photo.
#include <sqlite3.h>

#include <algorithm>

#include "tests/integration/local/local_run.h"

namespace photomill::test {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

class Logs : public LocalRun {
 protected:
  [[nodiscard]] std::vector<std::string> Lines() const {
    std::vector<std::string> lines;
    const std::string text = ReadFile(state_ + "/coordinator.log");
    for (size_t at = 0; at < text.size();) {
      const size_t end = text.find('\n', at);
      lines.push_back(text.substr(at, end - at));
      at = end == std::string::npos ? text.size() : end + 1;
    }
    return lines;
  }
};

TEST_F(Logs, BeginWithWhatWasAskedAndEndWithTheResult) {
  WritePhotos(folder_, "src", 60);
  RunTo(kDone, {"--workers=2"});
  const std::vector<std::string> lines = Lines();
  ASSERT_FALSE(lines.empty());
  EXPECT_THAT(lines.front(), HasSubstr("starting photomill "));
  EXPECT_THAT(lines.front(), EndsWith(": photomill run " + source_ + " " + destination_ +
                                      " --recipe=" + recipe_ + " --workers=2"));
  EXPECT_THAT(lines.back(), AllOf(HasSubstr("Finished: nothing is left to do."),
                                  HasSubstr("60 made in this run"), HasSubstr("2 workers")));
  EXPECT_THAT(lines, ::testing::Contains(HasSubstr("worker local-1 joined (")));
  EXPECT_THAT(lines, ::testing::Contains(HasSubstr("worker local-2 left: ")));
  EXPECT_LT(lines.size(), 20U) << "never a line per photo";
}

TEST_F(Logs, OfCoordinatorsAndWorkersBeginWithACommandThatCanBeTypedAgain) {
  WriteSource("a b.jpg", SmallJpeg());
  Program coordinator = StartPhotomill({"coordinator", source_, destination_, "--recipe=" + recipe_,
                                        "--listen=tcp://127.0.0.1:0", "--include=a b.jpg",
                                        "--exit_when_done", "--progress=plain"});
  const std::string address = "--connect=" + AwaitEndpoint(coordinator);
  Program worker = StartPhotomill({"worker", address, "--threads=1", "--name=the attic"});
  const Ended left = worker.Wait();
  EXPECT_TRUE(left.Exited(kDone)) << left.All();
  EXPECT_TRUE(coordinator.Wait().Exited(kDone));
  EXPECT_THAT(Lines().front(), EndsWith(": photomill coordinator " + source_ + " " + destination_ +
                                        " --recipe=" + recipe_ +
                                        " --listen=tcp://127.0.0.1:0 '--include=a b.jpg' "
                                        "--exit_when_done --progress=plain"));
  const std::string first = left.err.substr(0, left.err.find('\n'));
  EXPECT_THAT(first, HasSubstr("starting photomill "));
  EXPECT_THAT(first, EndsWith(": photomill worker " + address + " --threads=1 '--name=the attic'"));
}

TEST_F(Logs, EndWithTheReasonWhereARunCannotStart) {
  WriteSource("a.jpg", SmallJpeg());
  RunTo(kDone);
  folder_.Write("dst/.photomill/ledger.db", "this is no database, and long enough to be seen so");
  const Ended ended = Run();
  EXPECT_FALSE(ended.Exited(kDone));
  const std::vector<std::string> lines = Lines();
  EXPECT_THAT(lines.back(), AllOf(HasSubstr("cannot start: "), HasSubstr("ledger.db")));
  EXPECT_THAT(lines.at(lines.size() - 2), HasSubstr("starting photomill "));
}

// A start needs exclusive access to a ledger that no run has open: even a reader blocks it.
TEST_F(Logs, EndWithTheReasonWhereAReaderHoldsTheLedger) {
  WriteSource("a.jpg", SmallJpeg());
  RunTo(kDone);
  sqlite3* reader = nullptr;
  ASSERT_EQ(
      sqlite3_open_v2((state_ + "/ledger.db").c_str(), &reader, SQLITE_OPEN_READONLY, nullptr),
      SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(reader, "BEGIN; SELECT count(*) FROM source", nullptr, nullptr, nullptr),
            SQLITE_OK);
  ExpectRefused(Command(), {state_ + "/ledger.db", "is locked by another program",
                            "end the program that reads or writes it"});
  EXPECT_THAT(Lines().back(), AllOf(HasSubstr("cannot start: "), HasSubstr(state_ + "/ledger.db"),
                                    HasSubstr("end the program that reads or writes it")));
  EXPECT_EQ(sqlite3_exec(reader, "COMMIT", nullptr, nullptr, nullptr), SQLITE_OK);
  EXPECT_EQ(sqlite3_close(reader), SQLITE_OK);
  RunTo(kDone);
  EXPECT_THAT(Lines().back(), HasSubstr("Finished: nothing is left to do."));
}

TEST_F(Logs, AreJsonWhereThatIsAskedFor) {
  WriteSource("a \"quoted\" one.jpg", SmallJpeg());
  RunTo(kDone, {"--log_format=json", "--include=a \"quoted\" one.jpg"});
  for (const std::string& line : Lines()) {
    EXPECT_THAT(line, AllOf(::testing::StartsWith("{\"time\":\""), ::testing::EndsWith("\"}"),
                            HasSubstr("\"level\":\""), HasSubstr("\"text\":\"")));
  }
  EXPECT_THAT(Lines().front(), HasSubstr("a \\\"quoted\\\" one.jpg"));
  EXPECT_THAT(ReadFile(state_ + "/logs/worker-1.log"), ::testing::StartsWith("{\"time\":"));
  ExpectRefused(Command({"--log_format=xml"}), {"--log_format=xml", "text or json"});
}

TEST_F(Logs, AChangedSelectionIsToldWhateverProgressIsShown) {
  WriteSource("a.jpg", SmallJpeg());
  WriteSource("b.png", SmallJpeg());
  RunTo(kDone, {"--include=*.jpg"});
  const Ended ended = RunTo(kDone, {"--progress=none"});
  EXPECT_THAT(ended.err, HasSubstr("photomill: "));
}

}  // namespace
}  // namespace photomill::test
