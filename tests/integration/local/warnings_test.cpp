// Sources that are done, but worth a look: reported at the end of a run, during it, and by
// `photomill status`. Each kind is tested with an image that really has it.
#include "tests/integration/local/local_run.h"
#include "tests/support/pictures.h"

namespace photomill::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class Warnings : public LocalRun {
 protected:
  Warnings() { WritePhotos(folder_, "src", 3); }

  void WriteWarned() const {
    const std::string jpeg = MakeJpeg(320, 240);
    WriteSource("cut.jpg", jpeg.substr(0, jpeg.size() * 3 / 5));
    FileSpec broken;
    broken.icc = std::string(200, 'x');
    WriteSource("profile.jpg", MakeFile(PhotographLike(64, 48), broken));
    WriteSource("moving.gif", MakeGif(64, 48, 3));
    FileSpec pages;
    pages.format = "TIFF";
    pages.frames = 2;
    WriteSource("pages.tif", MakeFile(PhotographLike(64, 48), pages));
  }

  [[nodiscard]] Ended Status(const Arguments& extra = {}) const {
    Arguments arguments = {"status", "--state=" + state_};
    arguments.insert(arguments.end(), extra.begin(), extra.end());
    return RunPhotomill(arguments);
  }
};

TEST_F(Warnings, AreToldByKindWithAWayToListThem) {
  WriteWarned();
  const Ended ended = RunTo(kDone, {"--accept_partial"});
  EXPECT_EQ(SummaryCount(ended.out, "done"), 7);
  EXPECT_EQ(SummaryCount(ended.out, "partly_decoded"), 1);
  EXPECT_EQ(SummaryCount(ended.out, "colours_left_out"), 1);
  EXPECT_EQ(SummaryCount(ended.out, "one_of_several"), 2);
  EXPECT_EQ(SummaryCount(ended.out, "other"), 0) << ended.out;
  EXPECT_THAT(ended.out, HasSubstr("WHERE state = 'done' AND warnings <> ''"));
  EXPECT_THAT(RunTo(kDone, {"--progress=json"}).out, HasSubstr("\"warnings\":4"));

  const Ended status = Status();
  EXPECT_TRUE(status.Exited(kDone)) << status.All();
  EXPECT_THAT(
      status.out,
      AllOf(HasSubstr("partly_decoded       1"), HasSubstr("colours_left_out     1"),
            HasSubstr("one_of_several       2"), HasSubstr("Done with a warning"),
            HasSubstr("  cut.jpg  partly decoded: "), HasSubstr("  profile.jpg  its colour "),
            HasSubstr("  moving.gif  it has 3 frames"), HasSubstr("pages.tif  it has 2")));
  EXPECT_THAT(Status({"--warnings=1"}).out, HasSubstr("… and 3 more (--warnings=N)"));
  ExpectRefused({"status", "--state=" + state_, "--warnings=100001"}, {"--warnings", "sqlite3"});
}

TEST_F(Warnings, StandAsLongAsTheirSourcesDo) {
  WriteWarned();
  RunTo(kDone, {"--accept_partial"});
  // A run with nothing left to do still reports them all.
  EXPECT_EQ(SummaryCount(RunTo(kDone).out, "one_of_several"), 2);
  WriteSource("cut.jpg", MakeJpeg(320, 240));
  const Ended mended = RunTo(kDone);
  EXPECT_EQ(SummaryCount(mended.out, "partly_decoded"), 0) << mended.out;
  EXPECT_EQ(SummaryCount(mended.out, "one_of_several"), 2);
}

TEST_F(Warnings, WhereThereAreNoneNothingIsSaid) {
  EXPECT_THAT(RunTo(kDone).All(), Not(HasSubstr("warning")));
  EXPECT_THAT(Status().out, Not(HasSubstr("warning")));
}

}  // namespace
}  // namespace photomill::test
