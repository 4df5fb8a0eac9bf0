// What `photomill plan` says before a run, and that it changes nothing.
#include <filesystem>
#include <regex>

#include "tests/integration/local/local_run.h"
#include "tests/support/pictures.h"

namespace photomill::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class PlanRun : public LocalRun {
 protected:
  [[nodiscard]] Ended Plan(const Arguments& extra = {}) const {
    Arguments arguments = {"plan", source_, destination_, "--recipe=" + recipe_};
    arguments.insert(arguments.end(), extra.begin(), extra.end());
    return RunPhotomill(arguments);
  }
  // The number after "name": in a line of JSON; -1 if it is not there.
  static int64_t Number(const std::string& json, const std::string& name) {
    const std::regex field("\"" + name + "\":(\\d+)");
    std::smatch match;
    return std::regex_search(json, match, field) ? std::stoll(match[1]) : -1;
  }
};

TEST_F(PlanRun, SaysWhatARunDoesAndChangesNothing) {
  WritePhotos(folder_, "src", 6);
  WriteSource("a/grey.png", MakePng(20, 10));
  WriteSource("a/moving.gif", MakeGif(16, 16, 3));
  fs::remove_all(destination_);
  const Contents before = ContentsOf(folder_.At(""));
  const Ended plan = Plan();
  EXPECT_TRUE(plan.Exited(kDone)) << plan.All();
  EXPECT_EQ(ContentsOf(folder_.At("")), before);
  EXPECT_FALSE(fs::exists(destination_));
  EXPECT_THAT(plan.out, AllOf(HasSubstr("Would be migrated"), HasSubstr("Time and space"),
                              HasSubstr("animations"), HasSubstr("Nothing was changed.")));
  EXPECT_THAT(plan.out, Not(HasSubstr("Would fail")));
  EXPECT_THAT(plan.err, IsEmpty());

  const Ended json = Plan({"--json"});
  EXPECT_TRUE(json.Exited(kDone)) << json.All();
  EXPECT_THAT(json.out, AllOf(HasSubstr("\"photos\":{\"files\":8"), HasSubstr("\"animations\":1"),
                              HasSubstr("\"failing_files\":0"), HasSubstr("\"fits\":true")));
}

// The outputs of so few small photos are all in the sample, so their size is known exactly.
TEST_F(PlanRun, KnowsTheBytesOfTheOutputs) {
  WritePhotos(folder_, "src", 8);
  const Ended plan = Plan({"--json"});
  RunTo(kDone);
  uint64_t bytes = 0;
  for (const auto& [key, facts] : TreeOf(destination_)) {
    bytes += fs::file_size(destination_ + "/" + key);
  }
  EXPECT_NEAR(static_cast<double>(Number(plan.out, "needed_bytes")), static_cast<double>(bytes), 2)
      << plan.out;
}

TEST_F(PlanRun, NamesWhatWouldBeSkippedAndWhatWouldFail) {
  WriteSource("good.jpg", SmallJpeg(1));
  WriteSource("notes.txt", "some text\n");
  WriteSource("lost.jpg", "<!DOCTYPE html><html>not found</html>");
  WriteSource("cut.jpg", SmallJpeg(2).substr(0, 100));
  WriteSource("@eaDir/thumb.jpg", SmallJpeg(3));
  WriteSource("good.mov", std::string("\0\0\0\x14\x66typqt  \0\0\0\0qt  ", 20));
  WriteSource("alone.mov", std::string("\0\0\0\x14\x66typqt  \0\0\0\0qt  ", 20));
  const Ended plan = Plan();
  EXPECT_TRUE(plan.Exited(kWithFailures)) << plan.All();
  EXPECT_THAT(plan.out, AllOf(HasSubstr("not_an_image"), HasSubstr("lost.jpg"),
                              HasSubstr("corrupt"), HasSubstr("cut.jpg")));
  EXPECT_THAT(plan.out, AllOf(HasSubstr("@eaDir/"), HasSubstr("alone.mov"),
                              Not(HasSubstr("good.mov")), Not(HasSubstr("thumb.jpg"))));
  const Ended json = Plan({"--json"});
  RunTo(kWithFailures);
  EXPECT_EQ(Number(json.out, "failing_files"),
            ledger_.Number("SELECT count(*) FROM source WHERE state = 'failed'"))
      << json.out;
}

TEST_F(PlanRun, FindsSourcesWithTheSameOutput) {
  WriteSource("a/1.jpg", SmallJpeg(1));
  WriteSource("a/1.png", MakePng(20, 10));
  WriteSource("a/1.txt", "some text\n");
  WriteSource("a/2.jpg", SmallJpeg(2));
  const Ended plan = Plan();
  EXPECT_TRUE(plan.Exited(kWithFailures)) << plan.All();
  EXPECT_THAT(plan.out, AllOf(HasSubstr("key_collision"), HasSubstr("a/1.jpg and a/1.png")));
  EXPECT_THAT(Plan({"--json"}).out, HasSubstr("\"failing\":1,\"renamed\":0"));
}

// The run fails for as many.
TEST_F(PlanRun, FindsFilesWhereOtherOutputsNeedFolders) {
  WriteRecipe("derivative { name: \"photo\" width: 48 key: \"{dir}/{stem}\" }");
  WriteSource("a.jpg", SmallJpeg(1));
  WriteSource("a/1.jpg", SmallJpeg(2));
  WriteSource("a/2.jpg", SmallJpeg(3));
  WriteSource("a/notes.txt", "some text\n");
  WriteSource("b/c/1.jpg", SmallJpeg(4));
  WriteSource("b/d.jpg", SmallJpeg(5));
  WriteSource("b/c.png", MakePng(20, 10));
  const Ended plan = Plan();
  EXPECT_TRUE(plan.Exited(kWithFailures)) << plan.All();
  EXPECT_THAT(plan.out, AllOf(HasSubstr("a.jpg and a/1.jpg need a file and a folder"),
                              HasSubstr("key_collision")));
  const Ended json = Plan({"--json"});
  EXPECT_THAT(json.out,
              AllOf(HasSubstr("\"failing\":3,\"renamed\":0"), HasSubstr("\"file_and_folder\":true"),
                    HasSubstr("\"names\":\"exact\"")));
  RunTo(kWithFailures);
  EXPECT_EQ(ledger_.Number("SELECT count(*) FROM source WHERE reason = 'key_collision'"), 3);
}

TEST_F(PlanRun, SaysThatItCannotFindOutHowNamesAreCompared) {
  const std::optional<Launch> nobody = AsNobody();
  if (!nobody) GTEST_SKIP() << "no other user";
  WriteSource("a.jpg", SmallJpeg(1));
  fs::create_directories(destination_);
  folder_.OpenToAll();
  fs::permissions(destination_, fs::perms(0555));
  const Ended plan = RunPhotomill({"plan", source_, destination_, "--recipe=" + recipe_}, *nobody);
  fs::permissions(destination_, fs::perms(0755));
  EXPECT_TRUE(plan.Exited(kDone)) << plan.All();
  EXPECT_THAT(plan.out, HasSubstr("Names were compared exactly"));
}

TEST_F(PlanRun, ReadsASampleOfTheHeaders) {
  WritePhotos(folder_, "src", 40);
  const Ended plan = Plan({"--sample=10", "--json"});
  EXPECT_TRUE(plan.Exited(kDone)) << plan.All();
  EXPECT_THAT(plan.out,
              AllOf(HasSubstr("\"listed\":{\"files\":40"), HasSubstr("\"read\":{\"files\":10")));
  EXPECT_THAT(Plan({"--sample=10"}).out, HasSubstr("10 of 40 files were read"));
}

TEST_F(PlanRun, AppliesTheFlagsOfARun) {
  WriteSource("a.jpg", SmallJpeg(1));
  WriteSource("b.png", MakePng(20, 10));
  EXPECT_THAT(Plan({"--exclude=*.png", "--json"}).out, HasSubstr("\"listed\":{\"files\":1,"));
  EXPECT_THAT(Plan({"--formats=jpeg"}).out, HasSubstr("format_not_allowed"));
  EXPECT_THAT(Plan({"--max_width=10"}).out, HasSubstr("too_large"));
}

TEST_F(PlanRun, AnEmptySourceIsFine) {
  fs::create_directories(source_);
  const Ended plan = Plan();
  EXPECT_TRUE(plan.Exited(kDone)) << plan.All();
  EXPECT_THAT(plan.out, HasSubstr("not known"));
}

TEST_F(PlanRun, SaysWhatIsWrongWithItsCall) {
  fs::create_directories(source_);
  ExpectRefused({"plan", source_}, {"two folders", "photomill help plan"});
  ExpectRefused({"plan", source_, source_}, {"same folder"});
  ExpectRefused({"plan", folder_.At("none"), destination_}, {"none"});
  ExpectRefused({"plan", source_, destination_, "--recipe=" + folder_.At("none")}, {"none"});
  ExpectRefused({"plan", source_, destination_, "--sample=1000001"}, {"--sample"});
}

}  // namespace
}  // namespace photomill::test
