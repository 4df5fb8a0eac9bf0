// The flags of `photomill run`, each with its effect.
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <sys/resource.h>

#include <csignal>
#include <sstream>

#include "tests/integration/local/local_run.h"

namespace photomill::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Key;
using testing::Not;
using testing::Pair;
using testing::UnorderedElementsAre;

TEST_F(LocalRun, LimitTakesTheFirstFewAndTheNextRunTheRest) {
  WritePhotos(folder_, "src", 20);
  const Ended limited = RunTo(kDone, {"--limit=3"});
  EXPECT_EQ(SummaryCount(limited.out, "found"), 3);
  EXPECT_EQ(ledger_.CountOf("done"), 3);
  const Tree first = TreeOf(destination_);
  RunTo(kDone);
  EXPECT_EQ(ledger_.CountOf("done"), 20);
  const Tree all = TreeOf(destination_);
  for (const auto& [path, facts] : first) EXPECT_EQ(all.at(path), facts) << path;
}

TEST_F(LocalRun, IncludeAndExcludeChooseWhatTheRunIsAbout) {
  for (const std::string key :
       {"2019/a.jpg", "2019/b.jpg", "2019/raw/c.jpg", "2020/d.jpg", "2020/e.jpeg"}) {
    WriteSource(key, SmallJpeg());
  }
  RunTo(kDone, {"--include=2019/*", "--exclude=*/raw/*"});
  EXPECT_THAT(ledger_.States(),
              ElementsAre(Pair("2019/a.jpg", "done"), Pair("2019/b.jpg", "done")));
  RunTo(kDone, {"--include=*.jpeg,c.jpg"});
  EXPECT_THAT(ledger_.States(),
              ElementsAre(Pair("2019/a.jpg", "done"), Pair("2019/b.jpg", "done"),
                          Pair("2019/raw/c.jpg", "done"), Pair("2020/e.jpeg", "done")))
      << "what a run is not about is not gone";
}

TEST_F(LocalRun, IntoExistingWritesAmongOtherFiles) {
  WriteSource("a.jpg", SmallJpeg());
  folder_.Write("dst/diary.txt", "mine");
  ExpectRefused(Command(), {destination_, "is not empty", "--into_existing"});
  EXPECT_FALSE(fs::exists(state_));
  RunTo(kDone, {"--into_existing"});
  EXPECT_EQ(ReadFile(destination_ + "/diary.txt"), "mine");
  EXPECT_EQ(ledger_.CountOf("done"), 1);
  RunTo(kDone);  // the ledger exists now
}

TEST_F(LocalRun, StrictCountsWhatIsNoPictureAsAFailure) {
  WriteSource("a.jpg", SmallJpeg());
  WriteSource("notes.txt", "words");
  const Ended lenient = RunTo(kDone);
  EXPECT_EQ(ledger_.States().at("notes.txt"), "skipped not_an_image");
  EXPECT_EQ(SummaryCount(lenient.out, "skipped"), 1);

  const std::string other = folder_.At("strict");
  const Ended strict = RunPhotomill(CommandInto(other, {"--strict"}));
  EXPECT_TRUE(strict.Exited(kWithFailures)) << strict.All();
  EXPECT_EQ(SummaryCount(strict.out, "not_an_image"), 1);
  EXPECT_THAT(LedgerView(other + "/.photomill").States(),
              ElementsAre(Pair("a.jpg", "done"), Pair("notes.txt", "failed not_an_image")));
}

TEST_F(LocalRun, FollowsLinksOnlyWhereAsked) {
  WriteSource("real/a.jpg", SmallJpeg());
  folder_.Write("elsewhere/b.jpg", SmallJpeg(2));
  fs::create_symlink(folder_.At("elsewhere"), source_ + "/linked");
  fs::create_symlink(folder_.At("elsewhere/b.jpg"), source_ + "/single.jpg");
  fs::create_symlink(source_, source_ + "/real/loop");
  fs::create_symlink(folder_.At("nowhere"), source_ + "/dangling.jpg");
  RunTo(kDone);
  EXPECT_THAT(ledger_.States(), ElementsAre(Pair("real/a.jpg", "done")));

  const Ended followed = Run({"--follow_links"});
  EXPECT_EQ(followed.exit.signal, 0) << followed.All();
  const auto states = ledger_.States();
  EXPECT_THAT(states,
              UnorderedElementsAre(Key("real/a.jpg"), Key("linked/b.jpg"), Key("single.jpg")))
      << followed.All();
  EXPECT_EQ(ledger_.CountOf("done"), 3);
}

TEST_F(LocalRun, SeveralWorkersShareTheWork) {
  WritePhotos(folder_, "src", 60);
  const Ended ended = RunTo(kDone, {"--workers=2", "--threads=1"});
  EXPECT_EQ(ledger_.CountOf("done"), 60);
  for (const std::string name : {"worker-1.log", "worker-2.log"}) {
    EXPECT_TRUE(fs::exists(state_ + "/logs/" + name)) << name;
  }
  EXPECT_EQ(ContentsOf(destination_), FreshRun("alone", {"--workers=1"}));
}

TEST_F(LocalRun, KeepsTheLedgerWhereStateSays) {
  WriteSource("a.jpg", SmallJpeg());
  const std::string state = folder_.At("elsewhere/state");
  RunTo(kDone, {"--state=" + state});
  EXPECT_EQ(LedgerView(state).CountOf("done"), 1);
  EXPECT_FALSE(fs::exists(state_ + "/ledger.db"));
  const Ended status = RunPhotomill({"status", "--state", state});
  EXPECT_TRUE(status.Exited(kDone)) << status.All();
}

double NumberIn(const google::protobuf::Struct& json, const std::string& name) {
  EXPECT_TRUE(json.fields().contains(name)) << name;
  return json.fields().contains(name) ? json.fields().at(name).number_value() : -1;
}

TEST_F(LocalRun, ProgressAsJsonIsOneObjectALine) {
  WritePhotos(folder_, "src", 20);
  WriteSource("cut.jpg", SmallJpeg().substr(0, 400));
  const Ended ended = RunTo(kWithFailures, {"--progress=json"});
  std::istringstream lines(ended.out);
  google::protobuf::Struct last;
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    last.Clear();
    const auto parsed = google::protobuf::util::JsonStringToMessage(line, &last);
    EXPECT_TRUE(parsed.ok()) << line;
  }
  EXPECT_GE(count, 1);
  EXPECT_EQ(NumberIn(last, "listed"), 21);
  EXPECT_EQ(NumberIn(last, "done"), 20);
  EXPECT_EQ(NumberIn(last, "failed"), 1);
  EXPECT_EQ(NumberIn(last, "pending"), 0);
}

// The image is large and its format slow, so that its separate process is seen at work.
TEST_F(LocalRun, NiceLetsOtherProgramsGoBeforeTheTasks) {
  constexpr int kLeast = 19;
  const int own = getpriority(PRIO_PROCESS, 0);
  if (own == kLeast) GTEST_SKIP() << "the test itself has this nice value";
  WritePhotos(folder_, "src", 1, 3000, 2000);
  WriteRecipe(
      "derivative { name: \"slow\" format: WEBP lossless: true method: 6 key: \"{name}.webp\" }");
  Program run = StartPhotomill(Command({"--nice=19", "--isolate=always", "--workers=1"}));
  std::vector<int> separate;
  std::vector<int> engine;
  EXPECT_TRUE(WaitUntil([&] {
    for (const RunningProcess& one : OwnProcessesWith("--sandbox=")) {
      separate = NiceValuesOf(one.pid);
    }
    if (separate.empty()) return !run.Running();
    for (const RunningProcess& one : OwnProcessesWith("--engine_fd=")) {
      engine = NiceValuesOf(one.pid);
    }
    return true;
  }));
  EXPECT_THAT(separate, AllOf(Not(IsEmpty()), Each(kLeast)));
  EXPECT_THAT(engine, AllOf(Contains(kLeast), Contains(own))) << "but not the thread for messages";
  EXPECT_THAT(NiceValuesOf(run.pid()), AllOf(Not(IsEmpty()), Each(own)));
  run.Signal(SIGKILL);
}

TEST_F(LocalRun, ProgressAsPlainLinesEndsWithTheWhole) {
  WritePhotos(folder_, "src", 5);
  const Ended ended = RunTo(kDone, {"--progress=plain"});
  EXPECT_THAT(ended.err, HasSubstr("5 of 5 (100%)"));
  EXPECT_EQ(ended.err.find('\x1b'), std::string::npos) << "no control sequences";
  EXPECT_EQ(ended.err.find('\r'), std::string::npos);
}

TEST_F(LocalRun, NoProgressSaysNothingButTheSummary) {
  WritePhotos(folder_, "src", 5);
  const Ended ended = RunTo(kDone, {"--progress=none"});
  EXPECT_EQ(ended.err, "");
  EXPECT_EQ(SummaryCount(ended.out, "done"), 5);
}

}  // namespace
}  // namespace photomill::test
