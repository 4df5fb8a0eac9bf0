// A library that changes between two runs.
#include <fcntl.h>
#include <sys/stat.h>

#include "tests/integration/local/local_run.h"

namespace photomill::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

TEST_F(LocalRun, TakesInWhatIsNewAndChangedAndRemembersWhatIsGone) {
  WritePhotos(folder_, "src", 12);
  RunTo(kDone);
  const Tree before = TreeOf(destination_);
  WriteSource("new.jpg", SmallJpeg(7));
  WriteSource(PhotoKey(3), SmallJpeg(8));
  RemoveSource(PhotoKey(5));

  const Ended ended = RunTo(kDone);

  const auto states = ledger_.States();
  EXPECT_EQ(states.at("new.jpg"), "done");
  EXPECT_EQ(states.at(PhotoKey(3)), "done");
  EXPECT_THAT(states.at(PhotoKey(5)), HasSubstr("gone"));
  EXPECT_EQ(SummaryCount(ended.out, "gone"), 1);
  Tree after = TreeOf(destination_);
  EXPECT_EQ(after.size(), before.size() + 2);
  for (const std::string derivative : {"photo", "thumb"}) {
    const std::string changed = OutputKey(PhotoKey(3), derivative);
    EXPECT_NE(after.at(changed).content, before.at(changed).content);
    after[changed] = before.at(changed);
    after.erase(OutputKey("new.jpg", derivative));
  }
  EXPECT_EQ(after, before) << "all others, those of the vanished source too, stay as they were";
  CheckEveryOutput(state_, destination_);
}

TEST_F(LocalRun, AsksBeforeManySourcesBecomeGone) {
  WritePhotos(folder_, "src", 12);
  RunTo(kDone);
  for (int i = 0; i < 6; ++i) {
    fs::create_directories(folder_.At("away/" + PhotoKey(i)));
    fs::rename(source_ + "/" + PhotoKey(i), folder_.At("away/" + PhotoKey(i) + "/it"));
  }

  const Ended stopped = RunTo(kStopped);
  EXPECT_THAT(stopped.out, AllOf(HasSubstr("--accept_gone"), HasSubstr("6 of 12")));
  EXPECT_EQ(ledger_.CountOf("done"), 12) << "nothing became gone";

  const Ended accepted = RunTo(kDone, {"--accept_gone"});
  EXPECT_EQ(SummaryCount(accepted.out, "gone"), 6);
  EXPECT_EQ(ledger_.CountOf("done"), 6);

  // A disk that is mounted again: nothing is recreated.
  const Tree tree = TreeOf(destination_);
  for (int i = 0; i < 6; ++i) {
    fs::rename(folder_.At("away/" + PhotoKey(i) + "/it"), source_ + "/" + PhotoKey(i));
  }
  RunTo(kDone);
  EXPECT_EQ(ledger_.CountOf("done"), 12);
  EXPECT_EQ(TreeOf(destination_), tree);
}

// A source that fails permanently, and a good file with the same size and time, so that only a real
// second attempt can show the difference.
class FailedSource : public LocalRun {
 protected:
  FailedSource() {
    WritePhotos(folder_, "src", 3);
    const std::string good = SmallJpeg(3);
    std::string bad = good.substr(0, good.size() / 2);
    bad.resize(good.size(), '\0');
    WriteSource("bad.jpg", bad);
    RunTo(kWithFailures);
    EXPECT_EQ(ledger_.States().at("bad.jpg"), "failed corrupt");
    struct stat status {};
    EXPECT_EQ(stat((source_ + "/bad.jpg").c_str(), &status), 0);
    WriteSource("bad.jpg", good);
    const timespec times[] = {status.st_mtim, status.st_mtim};
    EXPECT_EQ(utimensat(AT_FDCWD, (source_ + "/bad.jpg").c_str(), times, 0), 0);
  }
};

TEST_F(FailedSource, IsLeftAloneByTheNextRun) {
  const Ended ended = RunTo(kWithFailures);
  EXPECT_EQ(ledger_.States().at("bad.jpg"), "failed corrupt");
  EXPECT_THAT(ended.out, HasSubstr("--retry_failed"));
}

TEST_F(FailedSource, IsTriedAgainWhereTheUserAsksForIt) {
  RunTo(kDone, {"--retry_failed"});
  EXPECT_EQ(ledger_.States().at("bad.jpg"), "done");
}

TEST_F(FailedSource, IsTriedAgainWhereItChanged) {
  WriteSource("bad.jpg", SmallJpeg(4));
  RunTo(kDone);
  EXPECT_EQ(ledger_.States().at("bad.jpg"), "done");
}

TEST_F(FailedSource, IsTriedAgainUnderAnotherRecipe) {
  std::string recipe = SmallRecipe();
  recipe.replace(recipe.find("quality: 82"), 11, "quality: 70");
  WriteRecipe(recipe);
  RunTo(kDone);
  EXPECT_EQ(ledger_.States().at("bad.jpg"), "done");
}

TEST_F(LocalRun, TriesAgainWhatMayPass) {
  const std::optional<Launch> nobody = AsNobody();
  if (!nobody) GTEST_SKIP() << "setpriv cannot run this build as nobody";
  WritePhotos(folder_, "src", 3);
  WriteSource("locked.jpg", SmallJpeg(3));
  folder_.OpenToAll();
  fs::permissions(source_ + "/locked.jpg", fs::perms::none);
  const Ended failed = RunPhotomill(Command(), *nobody);
  EXPECT_TRUE(failed.Exited(kWithFailures)) << failed.All();
  EXPECT_EQ(ledger_.States().at("locked.jpg"), "failed unreadable");
  EXPECT_THAT(ledger_.DetailOf("locked.jpg"),
              AllOf(HasSubstr("locked.jpg"), HasSubstr("check its permissions")));
  EXPECT_EQ(ledger_.CountOf("done"), 3);

  fs::permissions(source_ + "/locked.jpg", fs::perms(0644));
  const Ended ended = RunPhotomill(Command(), *nobody);
  EXPECT_TRUE(ended.Exited(kDone)) << ended.All();
  EXPECT_EQ(ledger_.CountOf("done"), 4);
}

}  // namespace
}  // namespace photomill::test
