// `photomill explain`: one photo, found by its own key or by that of an output.
#include <csignal>

#include "tests/integration/local/local_run.h"

namespace photomill::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class ExplainCommand : public LocalRun {
 protected:
  [[nodiscard]] Ended Explain(const std::string& key, const Arguments& extra = {}) const {
    Arguments command = {"explain", key, "--state=" + state_};
    command.insert(command.end(), extra.begin(), extra.end());
    return RunPhotomill(command);
  }
};

TEST_F(ExplainCommand, ShowsADonePhotoByItsKeyAndByItsOutputs) {
  WriteSource("2019/a.jpg", SmallJpeg());
  RunTo(kDone);
  const Ended source = Explain("2019/a.jpg");
  EXPECT_TRUE(source.Exited(kDone)) << source.All();
  EXPECT_THAT(source.out, AllOf(HasSubstr("2019/a.jpg\n  state       done\n"), HasSubstr("JPEG"),
                                HasSubstr("thumbs/2019/a.webp"), HasSubstr("16 x 16 px"),
                                HasSubstr("decode "), Not(HasSubstr("Unsuccessful"))));
  for (const std::string& key :
       {std::string("thumbs/2019/a.webp"), destination_ + "/thumbs/2019/a.webp"}) {
    const Ended output = Explain(key);
    EXPECT_TRUE(output.Exited(kDone)) << output.All();
    EXPECT_THAT(output.out, AllOf(HasSubstr("is an output of this source"),
                                  HasSubstr("2019/a.jpg\n  state       done")));
  }
  EXPECT_TRUE(Explain(source_ + "/2019/a.jpg").Exited(kDone)) << "a path, as a shell completes it";
}

TEST_F(ExplainCommand, ShowsWhyAPhotoFailedAndWhatToDo) {
  WriteSource("half.jpg", SmallJpeg().substr(0, 300));
  RunTo(kWithFailures);
  const Ended failed = Explain("half.jpg");
  EXPECT_TRUE(failed.Exited(kWithFailures)) << failed.All();
  EXPECT_THAT(failed.out, AllOf(HasSubstr("state       failed, corrupt"), HasSubstr("detail      "),
                                HasSubstr("replace them with good copies"),
                                HasSubstr("Unsuccessful attempts"), HasSubstr("run 1")));
  RunTo(kWithFailures, {"--retry_failed"});
  EXPECT_THAT(Explain("half.jpg").out, AllOf(HasSubstr("run 1  "), HasSubstr("run 2  ")));
  const Ended json = Explain("half.jpg", {"--json"});
  EXPECT_TRUE(json.Exited(kWithFailures)) << json.All();
  EXPECT_THAT(json.out, AllOf(HasSubstr(R"({"key":"half.jpg","state":"failed","reason":"corrupt")"),
                              HasSubstr(R"("remedy":")"), HasSubstr(R"("run":2)")));
}

TEST_F(ExplainCommand, KeysAreBytes) {
  const std::string key = "line\nbreak \xff.jpg";
  WriteSource(key, SmallJpeg());
  RunTo(kDone);
  for (const std::string& argument : {key, Escaped(key)}) {
    const Ended ended = Explain(argument);
    EXPECT_TRUE(ended.Exited(kDone)) << ended.All();
    EXPECT_THAT(ended.out, HasSubstr(Escaped(key) + "\n"));
  }
  EXPECT_THAT(Explain(key, {"--json"}).out, HasSubstr("\"key_hex\":\""));
}

TEST_F(ExplainCommand, HelpsWithAKeyThatTheLedgerDoesNotHave) {
  WriteSource("2019/beach.jpg", SmallJpeg());
  RunTo(kDone);
  const Ended near = Explain("2019/baech.jpg");
  EXPECT_TRUE(near.Exited(kCannotStart)) << near.All();
  EXPECT_THAT(near.err, AllOf(HasSubstr("'2019/baech.jpg'"), HasSubstr("'2019/beach.jpg'?"),
                              HasSubstr("photomill scan ")));
  EXPECT_EQ(near.out, "");
  const Ended folder = Explain("2019");
  EXPECT_TRUE(folder.Exited(kCannotStart)) << folder.All();
  EXPECT_THAT(folder.err, HasSubstr("It is a folder"));
  ExpectRefused({"explain", "--state=" + state_}, {"one key"});
  ExpectRefused({"explain", "a.jpg", "--state=" + folder_.At("nowhere")}, {"no ledger"});
}

TEST_F(ExplainCommand, ShowsWhatAPendingPhotoWaitsFor) {
  WritePhotos(folder_, "src", 150, 200, 150);
  Program run = StartPhotomill(Command({"--threads=1"}));
  EXPECT_TRUE(WaitUntil([&] { return ledger_.CountOf("done") >= 5 || !run.Running(); }));
  run.Signal(SIGKILL);
  (void)run.Wait();
  const std::string pending =
      ledger_.Text("SELECT key FROM source WHERE state = 'pending' ORDER BY id DESC LIMIT 1");
  ASSERT_NE(pending, "");
  const Ended ended = Explain(pending);
  EXPECT_TRUE(ended.Exited(kDone)) << ended.All();
  EXPECT_THAT(ended.out, AllOf(HasSubstr("state       pending"), HasSubstr("no run is alive")));
  EXPECT_THAT(Explain(pending, {"--json"}).out, HasSubstr(R"("waits":"no_run")"));
}

TEST_F(ExplainCommand, FindsTheSourceOfAFileThatWasLeftBehind) {
  WriteSource("a.jpg", SmallJpeg());
  RunTo(kDone);
  WriteRecipe(R"(derivative { name: "photo" fit: INSIDE width: 48 height: 48 format: JPEG
                              key: "other/{stem}.jpg" }
                 derivative { name: "thumb" fit: COVER width: 16 height: 16 format: WEBP
                              key: "thumbs/{dir}/{stem}.webp" })");
  RunTo(kDone);
  ASSERT_EQ(ledger_.Text("SELECT key FROM replaced"), "a.jpg") << "the old name of the photo";
  // The key of the source is the same: that one is asked for first.
  EXPECT_THAT(Explain("a.jpg").out, Not(HasSubstr("no longer wanted")));
  EXPECT_THAT(Explain(destination_ + "/a.jpg").out, HasSubstr("was an output of this source"));
  EXPECT_THAT(Explain("other/a.jpg").out, HasSubstr("is an output of this source"));
}

}  // namespace
}  // namespace photomill::test
