// The object of `photomill status --json`.
#include "coordinator/report/status/status_json.h"

#include <gmock/gmock.h>

namespace photomill {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(StatusJson, HasTheFiguresInOneLine) {
  RunStatus status;
  status.now = 1'700'000'100'000;
  status.summary.run = 4;
  status.summary.source_url = "/photos";
  status.summary.recipe = {"photo: webp"};
  status.summary.tally.states[static_cast<size_t>(SourceState::kFailed)] = 2;
  status.summary.tally.failed[static_cast<size_t>(Reason::kCorrupt)] = 2;
  status.summary.tally.companions[FileFormat::kCr2] = 7;
  status.summary.made = {{"photo", 5, 70}, {"older", 1, 2}};
  status.formats = {{"photo", OutputFormat::kWebp}};
  status.failed = {{"a\n.jpg", "failed", "corrupt", "ends early"}};
  const std::string json = StatusJson(status);
  EXPECT_THAT(json, AllOf(HasSubstr(R"({"source":"/photos",)"), HasSubstr(R"("id":4)"),
                          HasSubstr(R"("alive":false)"), HasSubstr(R"("recipe":["photo: webp"])"),
                          HasSubstr(R"("corrupt":{"sources":2,"remedy":")"),
                          HasSubstr(R"("companions":{"canon_cr2":7})"),
                          HasSubstr(R"("made":[{"derivative":"photo","format":"webp","outputs":5,)"
                                    R"("bytes":70},{"derivative":"older","outputs":1,"bytes":2}])"),
                          HasSubstr(R"("failed":[{"key":"a\u000a.jpg","state":"failed")"),
                          HasSubstr(R"("right":false)"), HasSubstr(R"({"what":"failures")"),
                          Not(HasSubstr("\"progress\"")), Not(HasSubstr("\"workers\""))));
  EXPECT_EQ(json.find('\n'), std::string::npos);
}

TEST(StatusJson, HasTheWorkOfALiveRun) {
  RunStatus status;
  status.now = 1'700'000'100'000;
  status.summary.run = 4;
  status.summary.alive_at = status.now;
  status.summary.progress.at = status.now;
  status.summary.progress.rate = 2.5;
  status.liveness = {true, true, 17, "here"};
  EXPECT_THAT(StatusJson(status),
              AllOf(HasSubstr(R"("rate":2.5)"), HasSubstr(R"("remaining_s":null)"),
                    HasSubstr(R"("workers":[])"), HasSubstr(R"("process":17)"),
                    HasSubstr(R"("right":true)")));
}

}  // namespace
}  // namespace photomill
