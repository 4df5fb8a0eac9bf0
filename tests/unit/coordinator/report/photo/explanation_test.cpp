// What `photomill explain` shows about a source, as text and as JSON.
#include "coordinator/report/photo/explanation.h"

#include <gmock/gmock.h>

#include "common/base/json.h"
#include "coordinator/ledger/rules/ledger_tables.h"
#include "coordinator/report/failure_advice.h"

namespace photomill {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

Explanation ExplainDone() {
  Explanation explanation;
  SourceRow& row = explanation.account.row;
  row.key = "2019/a.jpg";
  row.version = {3'204'117, 1'700'000'000'000'000'000, ""};
  row.state = SourceState::kDone;
  row.format = FileFormat::kJpeg;
  row.recipe = 1;
  row.scan = 3;
  row.first_scan = 1;
  row.decided = 2;
  row.decided_at = 1'700'000'000'000;
  row.worker = "here/1";
  row.times[Step::kDecode] = 12'345;
  explanation.last_run = 3;
  OutputRow output;
  output.derivative = "thumb";
  output.made_by = 1;
  output.key = "thumbs/2019/a.webp";
  output.bytes = 4'321;
  output.width = 320;
  output.height = 240;
  explanation.account.outputs.push_back({output, OutputFate::kCurrent});
  return explanation;
}

Explanation ExplainFailed() {
  Explanation explanation = ExplainDone();
  SourceRow& row = explanation.account.row;
  row.state = SourceState::kFailed;
  SetFailure(row, Reason::kCorrupt, "the file ends\nearly");
  row.attempts = 2;
  row.crashes = 1;
  explanation.account.outputs.clear();
  explanation.account.attempts = {{1'700'000'000'000, 1, "here/1", "crashed", "signal 11"},
                                  {1'700'000'100'000, 2, "there/2", "corrupt", "ends\nearly"}};
  return explanation;
}

TEST(Explanation, OfADonePhotoHasItsOutputs) {
  const std::string text = RenderExplanation(ExplainDone());
  EXPECT_THAT(text, AllOf(HasSubstr("2019/a.jpg\n"), HasSubstr("state       done\n"),
                          HasSubstr("3,204,117 bytes, modified 2023-11-"), HasSubstr("JPEG"),
                          HasSubstr("first by run 1, last by run 3"), HasSubstr("decode 12.3 ms"),
                          HasSubstr("thumbs/2019/a.webp"), HasSubstr("4,321 bytes, 320 x 240 px"),
                          Not(HasSubstr("remedy")), Not(HasSubstr("Unsuccessful"))));
}

TEST(Explanation, OfAFailedPhotoHasTheRemedyAndTheAttempts) {
  const std::string text = RenderExplanation(ExplainFailed());
  EXPECT_THAT(text, AllOf(HasSubstr("state       failed, corrupt\n"),
                          HasSubstr("detail      the file ends\\nearly\n"),
                          HasSubstr(std::string(AdviceFor(Reason::kCorrupt))),
                          HasSubstr("2, 1 of them crashes"), HasSubstr("run 1  here/1  crashed\n"),
                          HasSubstr("run 2  there/2  corrupt\n")));
  EXPECT_LT(text.find("signal 11"), text.find("ends\\nearly\n", text.find("signal 11")));
}

TEST(Explanation, SaysWhatBecomesOfAnOutput) {
  Explanation explanation = ExplainDone();
  OutputAccount& output = explanation.account.outputs.front();
  output.fate = OutputFate::kToBeReplaced;
  EXPECT_THAT(RenderExplanation(explanation), HasSubstr("to be replaced"));
  output.fate = OutputFate::kNotWanted;
  EXPECT_THAT(RenderExplanation(explanation), HasSubstr("no such derivative"));
  output.fate = OutputFate::kOrphan;
  EXPECT_THAT(RenderExplanation(explanation), HasSubstr("its source is gone"));
  output.row.found = true;
  EXPECT_THAT(RenderExplanation(explanation), HasSubstr("another program's file"));
}

TEST(Explanation, SaysHowAnOutputBelongsToThePhoto) {
  Explanation explanation = ExplainDone();
  explanation.asked = OutputOwner{OutputTie::kReplaced, "2019/a.jpg"};
  explanation.asked_key = "old/a.webp";
  EXPECT_THAT(RenderExplanation(explanation), HasSubstr("old/a.webp was an output"));
  EXPECT_THAT(ExplanationJson(explanation),
              HasSubstr(R"("asked":"old/a.webp","asked_is":"replaced")"));
}

TEST(Explanation, OfAPendingPhotoSaysWhyItWaits) {
  Explanation explanation = ExplainDone();
  explanation.account.row.state = SourceState::kPending;
  EXPECT_THAT(RenderExplanation(explanation), HasSubstr("waits       no run is alive"));
  explanation.alive = true;
  explanation.account.row.waits = Waits::kName;
  explanation.account.waits_for = NameHolder{"b.jpg", SourceState::kPending};
  EXPECT_THAT(ExplanationJson(explanation),
              AllOf(HasSubstr(R"("waits":"name")"),
                    HasSubstr(R"("waits_for":{"key":"b.jpg","state":"pending"})")));
}

TEST(Explanation, AsJsonHasEverything) {
  const std::string done = ExplanationJson(ExplainDone());
  EXPECT_THAT(done, AllOf(HasSubstr(R"({"key":"2019/a.jpg","state":"done",)"),
                          HasSubstr(R"("bytes":3204117)"), HasSubstr(R"("decode_us":12345)"),
                          HasSubstr(R"("fate":"current")"), HasSubstr(R"("attempts":[]})")));
  const std::string failed = ExplanationJson(ExplainFailed());
  EXPECT_THAT(failed, AllOf(HasSubstr(R"("reason":"corrupt")"),
                            HasSubstr(R"("detail":"the file ends\u000aearly")"),
                            HasSubstr(R"("remedy":")"), HasSubstr(R"("worker":"there/2")")));
  EXPECT_EQ(failed.find('\n'), std::string::npos) << "one line";
}

}  // namespace
}  // namespace photomill
