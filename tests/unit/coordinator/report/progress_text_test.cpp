// The exact lines of a run: bar, plain and JSON.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "coordinator/report/columns.h"
#include "coordinator/report/progress.h"

namespace photomill {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

int64_t& StateOf(ProgressSnapshot& snapshot, SourceState state) {
  return snapshot.durable.states[static_cast<size_t>(state)];
}

ProgressSnapshot Middle() {
  ProgressSnapshot snapshot;
  snapshot.elapsed = milliseconds(32'400);
  StateOf(snapshot, SourceState::kPending) = 1656;
  StateOf(snapshot, SourceState::kDone) = 1200;
  StateOf(snapshot, SourceState::kSkipped) = 31;
  StateOf(snapshot, SourceState::kFailed) = 2;
  StateOf(snapshot, SourceState::kQuarantined) = 1;
  StateOf(snapshot, SourceState::kGone) = 7;
  snapshot.durable.run[static_cast<size_t>(RunCount::kSettled)] = {1034, 0};
  snapshot.durable.run[static_cast<size_t>(RunCount::kMade)] = {1000, 4'000};
  snapshot.durable.run[static_cast<size_t>(RunCount::kMadeAgain)] = {12, 0};
  snapshot.durable.orphans = 5;
  snapshot.durable.source_bytes = 5'000;
  snapshot.durable.output_bytes = 700;
  snapshot.durable.outputs = 2400;
  snapshot.listed = 2890;
  snapshot.scan_ended = true;
  snapshot.workers = {4, 0, 0, 0, 16};
  snapshot.in_flight = 32;
  snapshot.rate = 38.24;
  snapshot.remaining = 43.3;
  return snapshot;
}

// The same, bound by its processors.
ProgressSnapshot Bound() {
  ProgressSnapshot snapshot = Middle();
  snapshot.average = 35.0;
  snapshot.bottleneck.limit = Limit::kProcessors;
  snapshot.bottleneck.stage = Stage::kDecode;
  snapshot.bottleneck.stage_share = 0.61;
  snapshot.bottleneck.confidence = 0.9;
  snapshot.bottleneck.rate = 38.2;
  snapshot.bottleneck.with_worker = 72.6;
  snapshot.bottleneck.with_thread = 38.2;
  snapshot.bottleneck.evidence = {{"cpu_threads_busy", 0.97}};
  return snapshot;
}

TEST(RenderPlain, SaysWhatTheRunIsBoundBy) {
  EXPECT_THAT(
      RenderPlain(Bound()),
      EndsWith("3 failed. Bound by the processors: decoding takes 61 %. One more worker like "
               "these would bring about 1.9 times."));
}

ProgressSnapshot Scanning() {
  ProgressSnapshot snapshot = Middle();
  snapshot.scan_ended = false;
  snapshot.remaining.reset();
  return snapshot;
}

TEST(RenderBar, OnATerminalOfEightyColumns) {
  const std::string line = RenderBar(Middle(), 80, true);
  EXPECT_EQ(line,
            "━━━━━━━━─────────────   42%  1,234/2,890  38.2/s  43 s left  4 workers  3 failed");
  EXPECT_LE(ColumnsOf(line), 80U);
}

TEST(RenderBar, WithoutUnicode) {
  EXPECT_EQ(RenderBar(Middle(), 90, false),
            "[#########-------------]   42%  1,234/2,890  38.2/s  43 s left  4 workers  3 failed");
}

TEST(RenderBar, LeavesOutWhatMattersLeastWhereItIsNarrow) {
  EXPECT_EQ(RenderBar(Middle(), 60, true),
            " 42%  1,234/2,890  38.2/s  43 s left  4 workers  3 failed");
  EXPECT_EQ(RenderBar(Middle(), 50, true), " 42%  1,234/2,890  38.2/s  43 s left  3 failed");
  EXPECT_EQ(RenderBar(Middle(), 40, true), " 42%  1,234/2,890  43 s left  3 failed");
  EXPECT_EQ(RenderBar(Middle(), 12, true), "1,234/2,890");
  EXPECT_EQ(RenderBar(Middle(), 5, true), "1,234");
  EXPECT_EQ(RenderBar(Middle(), 0, true), "");
}

TEST(RenderBar, FitsEveryWidth) {
  for (const ProgressSnapshot& snapshot : {Middle(), Scanning(), ProgressSnapshot{}}) {
    for (size_t columns = 0; columns < 200; ++columns) {
      EXPECT_LE(ColumnsOf(RenderBar(snapshot, columns, true)), columns);
      EXPECT_LE(ColumnsOf(RenderBar(snapshot, columns, false)), columns);
    }
  }
}

TEST(RenderBar, WhileScanningTheTotalIsOpen) {
  EXPECT_EQ(RenderBar(Scanning(), 80, true), "scanning  1,234/2,890+  38.2/s  4 workers  3 failed");
}

TEST(RenderBar, SaysWhyItWaits) {
  ProgressSnapshot snapshot = Middle();
  snapshot.remaining.reset();
  snapshot.pause = "the destination\nis full";
  EXPECT_EQ(RenderBar(snapshot, 61, true),
            " 42%  1,234/2,890  paused: the destination\\nis full  3 failed");
  EXPECT_EQ(RenderBar(snapshot, 45, true), "1,234/2,890  paused: the destination\\nis full");
  snapshot = Middle();
  snapshot.workers = {};
  EXPECT_THAT(RenderBar(snapshot, 80, true), HasSubstr("no workers"));
  snapshot.workers = {1, 2, 3, 0, 4};
  EXPECT_THAT(RenderBar(snapshot, 100, true), HasSubstr("1 worker, 2 draining, 3 set aside"));
}

TEST(RenderBar, SaysAHundredOfAWholeOnly) {
  ProgressSnapshot snapshot;
  snapshot.scan_ended = true;
  StateOf(snapshot, SourceState::kDone) = 9999;
  StateOf(snapshot, SourceState::kPending) = 1;
  EXPECT_THAT(RenderBar(snapshot, 80, true), HasSubstr(" 99%"));
  EXPECT_THAT(RenderBar(snapshot, 80, true), HasSubstr("━─"));
  StateOf(snapshot, SourceState::kDone) = 10'000;
  StateOf(snapshot, SourceState::kPending) = 0;
  EXPECT_THAT(RenderBar(snapshot, 80, true), HasSubstr("100%"));
  EXPECT_THAT(RenderBar(snapshot, 80, true), Not(HasSubstr("─")));
}

TEST(RenderPlain, HasEverything) {
  EXPECT_EQ(RenderPlain(Middle()),
            "32 s: 1,234 of 2,890 (42%), 38.2/s, 43 s left, 4 workers (16 slots), 32 in flight, "
            "3 failed");
  ProgressSnapshot snapshot = Scanning();
  snapshot.workers = {1, 0, 0, 1, 1};
  snapshot.durable.scan_errors = 2;
  snapshot.durable.warnings = {1, 0, 4, 0};
  snapshot.pause = "the destination\nis full";
  snapshot.rate = 0.05;
  EXPECT_EQ(RenderPlain(snapshot),
            "32 s: 1,234 of 2,890 found so far, 3.0/min, 1 worker (1 slot), 32 in flight, "
            "3 failed, 5 done with a warning, 2 unreadable folders, 1 worker lost, paused: the "
            "destination\\nis full");
}

TEST(RenderJson, IsOneObjectInOneLine) {
  EXPECT_EQ(
      RenderJson(Bound()),
      "{\"elapsed_s\":32.4,\"listed\":2890,\"scan_ended\":true,\"pending\":1656,"
      "\"done\":1200,\"skipped\":31,\"failed\":2,\"quarantined\":1,\"gone\":7,"
      "\"warnings\":0,\"scan_errors\":0,\"settled_this_run\":1034,\"made\":1000,"
      "\"made_again\":12,\"comparing\":0,\"touched\":0,\"made_same\":0,\"source_bytes\":5000,"
      "\"output_bytes\":700,\"outputs\":2400,\"orphans\":5,\"rate_per_s\":38.2,\"remaining_"
      "s\":43.3,\"average_per_s\":35.0,\"bottleneck\":{\"bound_by\":\"processors\",\"text\":"
      "\"Bound by "
      "the processors: decoding takes 61 %. One more worker like these would bring about 1.9 "
      "times.\",\"confidence\":0.9,\"rate_per_s\":38.2,\"rate_with_one_more_worker_per_s\":72.6,"
      "\"rate_with_one_more_thread_per_s\":38.2,\"evidence\":{\"cpu_threads_busy\":0.97}},"
      "\"workers\":{\"working\":4,\"draining\":0,\"set_aside\":0,\"lost\":0,\"slots\":16},"
      "\"in_flight\":32,\"insecure\":false,\"store_silence\":null,\"paused\":null}");
}

TEST(Progress, AStoreThatHangsIsToldAndTimeLeftIsUnknown) {
  ProgressSnapshot snapshot = Middle();
  snapshot.remaining.reset();
  snapshot.silence = "no answer from the source at local-1 for 45 s";
  snapshot.held_up = true;
  EXPECT_EQ(RenderBar(snapshot, 80, true),
            "1,234/2,890  no answer from the source at local-1 for 45 s  time left unknown");
  EXPECT_THAT(RenderPlain(snapshot),
              AllOf(HasSubstr(", time left unknown, "),
                    HasSubstr(", no answer from the source at local-1 for 45 s")));
  EXPECT_THAT(
      RenderJson(snapshot),
      AllOf(HasSubstr("\"remaining_s\":null"),
            HasSubstr("\"store_silence\":\"no answer from the source at local-1 for 45 s\"")));
}

TEST(Progress, AStoreThatHangsAtOneOfManyWorkersHoldsNobodyUp) {
  ProgressSnapshot snapshot = Middle();
  snapshot.silence = "no answer from the source at w9 for 45 s";
  EXPECT_EQ(RenderBar(snapshot, 80, true),
            " 42%  1,234/2,890  no answer from the source at w9 for 45 s  43 s left  3 failed");
  EXPECT_THAT(RenderPlain(snapshot), HasSubstr(", 43 s left, "));
}

TEST(Progress, PlainTextOnANetworkStandsInEveryLine) {
  ProgressSnapshot snapshot = Middle();
  snapshot.insecure = true;
  EXPECT_THAT(RenderPlain(snapshot), EndsWith("3 failed, plain text (--insecure)"));
  EXPECT_THAT(RenderJson(snapshot), HasSubstr("\"insecure\":true"));
  for (const size_t columns : {30U, 60U, 200U}) {
    EXPECT_THAT(RenderBar(snapshot, columns, true), HasSubstr("plain text!")) << columns;
  }
}

TEST(RenderJson, QuotesText) {
  ProgressSnapshot snapshot = Scanning();
  snapshot.pause = "\"a\"\n\xFF";
  EXPECT_THAT(RenderJson(snapshot), EndsWith(R"("paused":"\"a\"\\n\\xFF"})"));
  EXPECT_THAT(RenderJson(snapshot), HasSubstr("\"remaining_s\":null"));
  EXPECT_THAT(RenderJson(snapshot), HasSubstr("\"scan_ended\":false"));
}

}  // namespace
}  // namespace photomill
