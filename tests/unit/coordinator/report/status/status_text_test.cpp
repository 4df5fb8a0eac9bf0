// The page of `photomill status`.
#include "coordinator/report/status/status_text.h"

#include <gmock/gmock.h>

namespace photomill {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

RunStatus AliveStatus() {
  RunStatus status;
  status.now = 1'700'000'100'000;
  LedgerSummary& summary = status.summary;
  summary.source_url = "/photos";
  summary.destination_url = "/new";
  summary.run = 2;
  summary.started_at = 1'700'000'000'000;
  summary.alive_at = status.now;
  summary.recipe = {"photo: webp"};
  summary.progress.at = status.now;
  summary.progress.rate = 12.34;
  summary.progress.average = 9.5;
  summary.progress.remaining = 90.0;
  summary.progress.in_flight = 24;
  summary.progress.scan_ended = true;
  summary.progress.bottleneck = "Bound by the processors.";
  status.liveness = {true, true, 17, "here"};
  status.selection = "--include=*.jpg";
  return status;
}

TEST(StatusText, ShowsTheWorkWhileTheRunIsAlive) {
  const std::string text = RenderStatus(AliveStatus(), false);
  EXPECT_THAT(
      text,
      AllOf(HasSubstr("/photos\n  to /new\n  run 2, began "),
            HasSubstr("running (process 17 on here)"), HasSubstr("selection: --include=*.jpg"),
            HasSubstr("rate         12.3/s now, 9.5/s on average"),
            HasSubstr("time left    1 min 30 s"), HasSubstr("in progress  24 photos at workers"),
            HasSubstr("bottleneck   Bound by the processors."), HasSubstr("no workers"),
            Not(HasSubstr("Check"))));
}

TEST(StatusText, CountsTheOutputsOfEachDerivative) {
  RunStatus status = AliveStatus();
  status.summary.made = {{"photo", 1200, 5000000}, {"original", 3, 100}, {"older", 7, 100}};
  status.formats = {{"photo", OutputFormat::kJpeg}, {"original", OutputFormat::kSame}};
  EXPECT_THAT(RenderStatus(status, false),
              AllOf(HasSubstr("\n    photo      1,200 jpeg files, 5.00 MB\n"),
                    HasSubstr("\n    original   3 files in the source's format, 100 B\n"),
                    HasSubstr("\n    older      7 files, 100 B\n")));
}

TEST(StatusText, ShowsNoWorkOfARunThatHasEnded) {
  RunStatus status = AliveStatus();
  status.liveness = {false, true};
  status.summary.ended_at = status.now;
  status.summary.ended_as = "finished";
  EXPECT_THAT(RenderStatus(status, false),
              AllOf(HasSubstr("finished"), Not(HasSubstr("Progress")), Not(HasSubstr("Workers"))));
}

TEST(StatusText, SaysWhoElseUsesTheStateDirectory) {
  RunStatus status = AliveStatus();
  status.liveness = {};
  status.liveness.by_lock = true;
  status.liveness.other_process = 99;
  status.liveness.other_host = "here";
  EXPECT_THAT(RenderStatus(status, false),
              HasSubstr("process 99 on here uses the state directory"));
}

TEST(StatusText, SaysThatTheListingGoesOn) {
  RunStatus status = AliveStatus();
  status.summary.progress.remaining.reset();
  status.summary.progress.scan_ended = false;
  status.summary.progress.listed = 12'345;
  EXPECT_THAT(RenderStatus(status, false), HasSubstr("still being listed, 12,345 files so far"));
}

TEST(StatusText, CountsLostWorkers) {
  RunStatus status = AliveStatus();
  WorkerRow worker;
  worker.name = "w";
  worker.slots = 2;
  worker.standing = WorkerStanding::kLost;
  worker.state = "lost";
  status.summary.workers = {worker};
  EXPECT_THAT(RenderStatus(status, true),
              AllOf(HasSubstr("1 worker is lost: killed or disconnected"),
                    HasSubstr("Check\n  1 worker is lost\n")));
}

TEST(StatusText, ACheckOfARunThatIsRight) {
  EXPECT_THAT(RenderStatus(AliveStatus(), true), HasSubstr("Check\n  nothing is wrong\n"));
}

}  // namespace
}  // namespace photomill
