#include "coordinator/report/final_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/model/revision.h"

namespace photomill {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

int64_t& StateOf(FinalFigures& figures, SourceState state) {
  return figures.tally.states[static_cast<size_t>(state)];
}
CountAndBytes& RunCountOf(FinalFigures& figures, RunCount kind) {
  return figures.tally.run[static_cast<size_t>(kind)];
}
int64_t& FailedBy(FinalFigures& figures, Reason reason) {
  return figures.tally.failed[static_cast<size_t>(reason)];
}

FinalFigures Clean() {
  FinalFigures figures;
  figures.found = 63;
  StateOf(figures, SourceState::kDone) = 63;
  figures.tally.source_bytes = 104'000'000;
  figures.tally.output_bytes = 26'000'000;
  RunCountOf(figures, RunCount::kSettled) = {63, 0};
  figures.wall_seconds = 12.1;
  figures.cpu_seconds = 45;
  figures.workers = 2;
  figures.times[Step::kQueue] = 90'000'000;
  figures.times[Step::kFetch] = 400'000;
  figures.times[Step::kDecode] = 20'000'000;
  figures.times[Step::kDerive] = 12'000'000;
  figures.times[Step::kEncode] = 7'000'000;
  figures.times[Step::kPublish] = 600'000;
  figures.destination = "/new";
  figures.state_dir = "/new/.photomill";
  return figures;
}

FinalFigures Troubled() {
  FinalFigures figures = Clean();
  figures.end = RunEnd::kFinishedWithFailures;
  figures.found = 1312;
  RunCountOf(figures, RunCount::kSettled) = {34, 0};
  RunCountOf(figures, Listed(Verdict::kNew)) = {10, 0};
  RunCountOf(figures, Listed(Verdict::kChanged)) = {24, 0};
  RunCountOf(figures, Listed(Verdict::kUnchanged)) = {1278, 0};
  RunCountOf(figures, RunCount::kMade) = {30, 90'000'000};
  RunCountOf(figures, RunCount::kMadeAgain) = {20, 0};
  RunCountOf(figures, RunCount::kOutputs) = {60, 2'500'000};
  figures.retries = 5;
  figures.taken_back = 1234;
  figures.copied = 2;
  figures.late_results = 3;
  figures.tally.orphans = 7;
  figures.tally.gone_outputs = {6, 3'000'000};
  figures.workers = 3;
  figures.workers_lost = 1;
  figures.listing_complete = false;
  figures.recipe_changes = {"thumb: cover 320x320 becomes cover 200x200"};
  StateOf(figures, SourceState::kDone) = 1200;
  StateOf(figures, SourceState::kSkipped) = 100;
  StateOf(figures, SourceState::kFailed) = 10;
  StateOf(figures, SourceState::kQuarantined) = 2;
  StateOf(figures, SourceState::kGone) = 3;
  FailedBy(figures, Reason::kCrashed) = 2;
  FailedBy(figures, Reason::kCorrupt) = 9;
  FailedBy(figures, Reason::kKeyCollision) = 1;
  figures.tally.scan_errors = 1;
  return figures;
}

TEST(RenderSummary, OfACleanRun) {
  EXPECT_EQ(RenderSummary(Clean(), true),
            "Finished: nothing is left to do.\n"
            "\n"
            "  found                         63\n"
            "  done                          63  104 MB before, 26.0 MB after (25%)\n"
            "  failed                         0\n"
            "\n"
            "  wall time                   12 s  5.2 files per second, 2 workers\n"
            "  CPU time                    45 s  3.7 times the wall time, over all CPU cores\n"
            "\n"
            "  Time spent per step:\n"
            "    queue               1 min 30 s  waiting for a free slot\n"
            "    fetch                    0.4 s    1%\n"
            "    decode                    20 s   50%  ━━━━━━━━━━\n"
            "    derive                    12 s   30%  ━━━━━━\n"
            "    encode                   7.0 s   18%  ━━━━\n"
            "    publish                  0.6 s    2%\n"
            "\n"
            "  The new photos are in  /new\n"
            "  The ledger is in       /new/.photomill\n");
}

TEST(RenderSummary, TellsThatAPartWasAskedFor) {
  FinalFigures figures = Clean();
  figures.part = "--limit=63";
  figures.more_behind_limit = true;
  EXPECT_THAT(RenderSummary(figures, true),
              StartsWith("Finished the selected part (--limit=63): the source has more files.\n"));
  figures.part = "--exclude='*.raw'";
  figures.more_behind_limit = false;
  figures.not_selected = 1;
  StateOf(figures, SourceState::kPending) = 12;
  EXPECT_THAT(RenderSummary(figures, true),
              StartsWith("Finished the selected part (--exclude='*.raw'): 1 other file is "
                         "not selected, 12 known files are still to do.\n"));
  figures.end = RunEnd::kFinishedWithFailures;
  EXPECT_THAT(RenderSummary(figures, true),
              StartsWith("Not everything could be done. Finished the selected part"));
}

TEST(RenderSummary, SaysThatNothingWasFound) {
  FinalFigures figures;
  figures.nothing_to_migrate = true;
  figures.source = "/photos";
  EXPECT_THAT(RenderSummary(figures, true),
              StartsWith("Nothing was done: there are no files in /photos; check that it is the "
                         "right folder and that it is mounted.\n"));
  figures.part = "--include='*.tiff'";
  figures.not_selected = 1200;
  EXPECT_THAT(RenderSummary(figures, true),
              StartsWith("Nothing was done: none of the 1,200 files in /photos is selected by "
                         "--include='*.tiff'; check the patterns"));
}

TEST(RenderSummary, CountsWhatWasNamedOtherwiseMovedOrLeftBeside) {
  FinalFigures figures = Clean();
  EXPECT_THAT(RenderSummary(figures, true),
              AllOf(Not(HasSubstr("otherwise")), Not(HasSubstr("renamed")),
                    Not(HasSubstr("companions")), Not(HasSubstr("--remake"))));
  figures.tally.otherwise = 7;
  figures.tally.run[static_cast<size_t>(RunCount::kMoved)].count = 3;
  figures.tally.companions = {{FileFormat::kCr2, 12}, {FileFormat::kQuickTime, 6}};
  StateOf(figures, SourceState::kSkipped) = 20;
  const std::string text = RenderSummary(figures, true);
  EXPECT_THAT(text,
              AllOf(HasSubstr("    otherwise                    7  another photo has"),
                    HasSubstr("  skipped                       20  2 not images, 18 companions\n"
                              "    companions                  18  raw files and videos next to a "
                              "photo of the same name: 12 Canon CR2, 6 "
                              "QuickTime\n"),
                    HasSubstr("  renamed                        3  known photos with another "
                              "name")));
  StateOf(figures, SourceState::kSkipped) = 18;
  EXPECT_THAT(RenderSummary(figures, true), HasSubstr("  skipped                       18\n"))
      << "all of them belong to photos";
}

TEST(RenderSummary, OffersToMakeAgainWhatAnOlderProgramMadeWrongly) {
  FinalFigures figures = Clean();
  const MendedRule& rule = MendedRules().front();
  figures.mended = {{std::string(rule.word), 40}};
  EXPECT_THAT(RenderSummary(figures, true),
              HasSubstr("  40 photos were processed by an older version and may be wrong: " +
                        std::string(rule.text) + ".\n  To remake them, add --remake=" +
                        std::string(rule.word) + " to the same command.\n"));
}

TEST(RenderSummary, FailuresThatTheRunWasNotAskedForStandApart) {
  FinalFigures figures = Clean();
  figures.part = "--exclude=*.bak";
  StateOf(figures, SourceState::kFailed) = 7;
  StateOf(figures, SourceState::kQuarantined) = 1;
  figures.tally.failed[static_cast<size_t>(Reason::kKeyCollision)] = 6;
  figures.tally.failed[static_cast<size_t>(Reason::kCorrupt)] = 1;
  figures.tally.failed[static_cast<size_t>(Reason::kCrashed)] = 1;
  figures.failed_outside = figures.tally.failed;
  figures.quarantined_outside = 1;
  EXPECT_THAT(RenderSummary(figures, true),
              AllOf(HasSubstr("  failed                         0\n"
                              "  failed before                  8  not selected in this run: 6 "
                              "key_collision, 1 corrupt, 1 crashed\n"),
                    Not(HasSubstr("--retry_failed"))));
  EXPECT_THAT(RenderEndLine(figures), HasSubstr("0 failed"));
  figures.failed_outside[static_cast<size_t>(Reason::kCorrupt)] = 0;
  EXPECT_THAT(RenderSummary(figures, true),
              AllOf(HasSubstr("  failed                         1\n    corrupt "),
                    HasSubstr("  failed before                  7  not selected in this run: "),
                    HasSubstr("--retry_failed")));
}

TEST(RenderSummary, OfARunWithTroubles) {
  EXPECT_EQ(
      RenderSummary(Troubled(), false),
      "Finished, but not everything could be done.\n"
      "\n"
      "  found                      1,312  the listing is incomplete; 10 new, 24 changed, "
      "1,278 unchanged\n"
      "  made                          30  in this run: 60 files, 2.50 MB; 20 of these photos had "
      "outputs before\n"
      "  done                       1,200  104 MB before, 26.0 MB after (25%)\n"
      "  skipped                      100  not images\n"
      "  failed                        12  2 of them quarantined\n"
      "    corrupt                      9  damaged or truncated; replace them with good copies, "
      "then "
      "run again\n"
      "    crashed                      2  crashed the decoder; the detail of each has a command "
      "to reproduce it\n"
      "    key_collision                1  their output names belong to other photos; rename them, "
      "or give the derivatives an otherwise with {name}\n"
      "  gone                           3  no longer in the source; their outputs are orphans (6 "
      "files, 3.00 MB)\n  unreadable folders             1  could not be listed; check the "
      "permissions, then run "
      "again\n"
      "  orphans                        7  outputs that are no longer wanted; nothing was deleted\n"
      "  retries                        5  repeated attempts\n"
      "  moved                      1,234  tasks reassigned to idle workers\n"
      "  run twice                      2  slow tasks, repeated on idle workers at the end\n"
      "  came late                      3  results that were no longer needed\n"
      "\n"
      "  Failed photos with their reasons:\n"
      "    sqlite3 /new/.photomill/ledger.db \"SELECT key, reason, detail FROM source WHERE state "
      "IN ('failed','quarantined')\"\n"
      "  To retry all of them, add --retry_failed to the same command.\n"
      "  Unreadable folders:\n"
      "    sqlite3 /new/.photomill/ledger.db \"SELECT key, reason, detail FROM scan_error\"\n"
      "  Orphans:\n"
      "    sqlite3 /new/.photomill/ledger.db \"SELECT key FROM orphan\"\n"
      "\n"
      "  The recipe changed:\n"
      "    thumb: cover 320x320 becomes cover 200x200\n"
      "\n"
      "  wall time                   12 s  2.8 files per second, 3 workers, 1 lost\n"
      "  CPU time                    45 s  3.7 times the wall time, over all CPU cores\n"
      "\n"
      "  Time spent per step:\n"
      "    queue               1 min 30 s  waiting for a free slot\n"
      "    fetch                    0.4 s    1%\n"
      "    decode                    20 s   50%  ##########\n"
      "    derive                    12 s   30%  ######\n"
      "    encode                   7.0 s   18%  ####\n"
      "    publish                  0.6 s    2%\n"
      "\n"
      "  The new photos are in  /new\n"
      "  The ledger is in       /new/.photomill\n");
}

TEST(RenderSummary, DoneOnesWithAWarningAreCountedByKindAndCanBeListed) {
  FinalFigures figures = Clean();
  figures.tally.warnings = {2, 0, 0, 1007, 0, 0};
  EXPECT_THAT(
      RenderSummary(figures, false),
      HasSubstr(
          "  done                          63  104 MB before, 26.0 MB after (25%)\n"
          "    partly_decoded               2  damaged, and a part was kept; replace them with "
          "good copies, then run again\n"
          "    one_of_several           1,007  several frames or images, but only one was used; "
          "keep the originals\n"
          "  failed                         0\n"
          "\n"
          "  Photos with warnings:\n"
          "    sqlite3 /new/.photomill/ledger.db \"SELECT key, detail FROM source WHERE state "
          "= 'done' AND warnings <> ''\"\n"));
}

TEST(RenderSummary, OfARunThatEndedEarly) {
  FinalFigures figures = Clean();
  figures.end = RunEnd::kStopped;
  figures.cause = "Ctrl-C";
  StateOf(figures, SourceState::kPending) = 7;
  EXPECT_THAT(RenderSummary(figures, true),
              StartsWith("Stopped early (Ctrl-C). Run the same command again to resume.\n"));
  EXPECT_THAT(RenderSummary(figures, true), HasSubstr("  still to do                    7\n"));
  figures.end = RunEnd::kFailed;
  figures.cause = "the disk of the ledger is full";
  EXPECT_THAT(RenderSummary(figures, true),
              StartsWith("Aborted (the disk of the ledger is full). Fix this, then"));
}

TEST(RenderSummary, SaysForHowLongTheRunWasPaused) {
  FinalFigures figures = Clean();
  EXPECT_THAT(RenderSummary(figures, true), Not(HasSubstr("paused")));
  figures.paused_seconds = 5;
  EXPECT_THAT(RenderSummary(figures, true),
              HasSubstr("    paused                   5.0 s  by request\n"));
}

TEST(RenderSummary, OfARunWithNothingToDo) {
  FinalFigures figures = Clean();
  figures.tally.run = {};
  RunCountOf(figures, Listed(Verdict::kUnchanged)) = {63, 0};
  figures.times = {};
  figures.workers = 0;
  figures.wall_seconds = 0;
  const std::string text = RenderSummary(figures, true);
  EXPECT_THAT(text, HasSubstr("  wall time                  0.0 s  0 workers\n"));
  EXPECT_THAT(text, Not(HasSubstr("Time spent")));
  EXPECT_THAT(text, HasSubstr("  found                         63  63 unchanged\n"));
  EXPECT_THAT(text, Not(HasSubstr("  made ")));
}

TEST(RenderSummary, ARecipeChangeThatMadeAllAgainSaysSo) {
  FinalFigures figures = Clean();
  figures.found = 4320;
  StateOf(figures, SourceState::kDone) = 4320;
  RunCountOf(figures, Listed(Verdict::kAdopted)) = {4320, 0};
  RunCountOf(figures, RunCount::kMade) = {4320, 9'000'000'000};
  RunCountOf(figures, RunCount::kMadeAgain) = {4320, 0};
  RunCountOf(figures, RunCount::kOutputs) = {8640, 1'200'000'000};
  EXPECT_THAT(
      RenderSummary(figures, true),
      HasSubstr("  found                      4,320  4,320 for the changed recipe\n"
                "  made                       4,320  in this run: 8,640 files, 1.20 GB; all "
                "of these photos had outputs before\n"));
}

TEST(RenderSummary, WhatNoRecipeChangedIsNotPutDownToOne) {
  FinalFigures figures = Clean();
  figures.found = 63;
  RunCountOf(figures, Listed(Verdict::kNew)) = {};
  RunCountOf(figures, Listed(Verdict::kUnchanged)) = {58, 0};
  RunCountOf(figures, Listed(Verdict::kRestored)) = {3, 0};
  RunCountOf(figures, Listed(Verdict::kReturned)) = {2, 0};
  EXPECT_THAT(RenderSummary(figures, true),
              HasSubstr("  found                         63  58 unchanged, 3 with lost outputs, 2 "
                        "back again\n"));
}

TEST(RenderSummary, ShowsFoldersEscaped) {
  FinalFigures figures = Clean();
  figures.destination = "/a\x1b[31m\n";
  EXPECT_THAT(RenderSummary(figures, true), HasSubstr("/a\\x1B[31m\\n\n"));
}

}  // namespace
}  // namespace photomill
