// What the verdict names, case by case, and what it predicts.
#include "coordinator/report/bottleneck/verdict.h"

#include <gtest/gtest.h>

#include "tests/unit/coordinator/report/bottleneck/load_windows.h"

namespace photomill {
namespace {

// The gains, relative to the rate.
double WorkerGain(const Bottleneck& verdict) {
  return verdict.with_worker.value() / verdict.rate;
}
double ThreadGain(const Bottleneck& verdict) {
  return verdict.with_thread.value() / verdict.rate;
}

TEST(VerdictTest, BusyProcessorsAreTheLimit) {
  const Bottleneck verdict = Judge(WindowOf({BusyWorker()}));
  EXPECT_EQ(verdict.limit, Limit::kProcessors);
  EXPECT_EQ(verdict.stage, Stage::kDecode);
  EXPECT_NEAR(verdict.stage_share, 0.6, 0.001);
  EXPECT_GE(verdict.confidence, 0.9);
  EXPECT_NEAR(WorkerGain(verdict), 2, 0.001) << "it brings its own processors";
  EXPECT_NEAR(ThreadGain(verdict), 1, 0.03);
}

TEST(VerdictTest, AQuotaOfAQuarterProcessorIsBusyWhenItIsUsed) {
  WorkerWindow worker = BusyWorker();
  worker.cpu_threads = 1;
  worker.tasks_max = 6;
  worker.tasks = Tasks({{Stage::kToProduce, 4}, {Stage::kEncode, 1}});
  worker.allowed = 0.25;
  worker.used = 0.24;
  worker.machine_used = 0.5;
  const Bottleneck verdict = Judge(WindowOf({worker, worker, worker}));
  EXPECT_EQ(verdict.limit, Limit::kProcessors);
  EXPECT_NEAR(WorkerGain(verdict), 4.0 / 3, 0.001);
}

TEST(VerdictTest, FewerThreadsThanProcessorsAreTooFewSlots) {
  WorkerWindow worker = BusyWorker();
  worker.cpu_threads = 1;
  worker.tasks = Tasks({{Stage::kToProduce, 4}, {Stage::kDecode, 0.98}});
  worker.used = 1;
  worker.machine_used = 1.02;
  const Bottleneck verdict = Judge(WindowOf({worker}));
  EXPECT_EQ(verdict.limit, Limit::kSlots);
  EXPECT_NEAR(ThreadGain(verdict), 2, 0.001);
  EXPECT_NEAR(WorkerGain(verdict), 2, 0.001);
}

TEST(VerdictTest, ThreadsThatWaitForMemoryAreBoundByIt) {
  WorkerWindow worker = BusyWorker();
  worker.tasks = Tasks({{Stage::kToProduce, 5}, {Stage::kMemory, 0.97}, {Stage::kDecode, 1}});
  worker.used = 1;
  worker.machine_used = 1;
  const Bottleneck verdict = Judge(WindowOf({worker}));
  EXPECT_EQ(verdict.limit, Limit::kMemory);
  EXPECT_NEAR(ThreadGain(verdict), 1, 0.001);
}

TEST(VerdictTest, OtherProgramsOnTheSameMachineAreNamed) {
  WorkerWindow worker = BusyWorker();
  worker.used = 1;
  worker.machine_used = 2;
  worker.ready = 1;
  const Bottleneck verdict = Judge(WindowOf({worker}));
  EXPECT_EQ(verdict.limit, Limit::kOtherPrograms);
  // Two threads and two of the others: a third one would get three fifths of the processors.
  EXPECT_NEAR(ThreadGain(verdict), 1.2, 0.001);
}

TEST(VerdictTest, OtherWorkersAndTheCoordinatorAreNotOtherPrograms) {
  WorkerWindow worker = BusyWorker();
  worker.used = 0.9;
  worker.machine_used = 2;
  LoadWindow window = WindowOf({worker, worker});
  window.coordinator.host = "far";
  window.coordinator.used = 0.2;
  EXPECT_EQ(Judge(window).limit, Limit::kProcessors);
}

TEST(VerdictTest, TasksThatGatherAtTheSourceAreBoundByIt) {
  WorkerWindow worker = IdleWorker();
  worker.tasks = Tasks({{Stage::kToFetch, 3.5}, {Stage::kFetch, 4}, {Stage::kDecode, 0.4}});
  const Bottleneck verdict = Judge(WindowOf({worker}));
  EXPECT_EQ(verdict.limit, Limit::kSource);
  EXPECT_FALSE(verdict.listing);
  EXPECT_FALSE(verdict.with_worker) << "its calls did not vary";
}

TEST(VerdictTest, ASharedStoreThatIsFullGivesNothingToAnotherWorker) {
  WorkerWindow worker = IdleWorker();
  worker.tasks = Tasks({{Stage::kToFetch, 3.5}, {Stage::kFetch, 4}, {Stage::kDecode, 0.4}});
  worker.source = {10, 1e6, 0.4, {50, 2, 0.2}, {200, 4, 0.4}};
  const Bottleneck verdict = Judge(WindowOf({worker}));
  EXPECT_NEAR(WorkerGain(verdict), 1, 0.001) << "latency grows in proportion";
  worker.source = {40, 1e6, 0.1, {50, 2, 0.1}, {200, 4, 0.1}};
  EXPECT_NEAR(WorkerGain(Judge(WindowOf({worker}))), 2, 0.001) << "latency does not grow";
}

TEST(VerdictTest, TasksThatGatherAtTheDestinationAreBoundByIt) {
  WorkerWindow worker = IdleWorker();
  worker.tasks = Tasks({{Stage::kFetch, 0.1}, {Stage::kEncode, 0.5}, {Stage::kPublish, 7}});
  EXPECT_EQ(Judge(WindowOf({worker})).limit, Limit::kDestination);
}

TEST(VerdictTest, WorkersThatGetTooFewTasksBlameWhoIsBusy) {
  WorkerWindow worker = IdleWorker();
  worker.tasks = Tasks({{Stage::kDecode, 0.3}});
  LoadWindow window = WindowOf({worker});
  window.coordinator.ledger_busy = 0.97;
  EXPECT_EQ(Judge(window).limit, Limit::kLedger);
  window.coordinator.ledger_busy = 0.1;
  window.coordinator.loop_busy = 0.95;
  EXPECT_EQ(Judge(window).limit, Limit::kCoordinator);
  window.coordinator.loop_busy = 0.1;
  window.left.ready = 0;
  const Bottleneck listing = Judge(window);
  EXPECT_EQ(listing.limit, Limit::kSource);
  EXPECT_TRUE(listing.listing);
}

TEST(VerdictTest, WorkersThatAcceptNoMoreBytesAreBoundByMemory) {
  WorkerWindow worker = IdleWorker();
  worker.tasks = Tasks({{Stage::kDecode, 0.3}});
  worker.out_of_bytes = 0.9;
  LoadWindow window = WindowOf({worker});
  const Bottleneck verdict = Judge(window);
  EXPECT_EQ(verdict.limit, Limit::kMemory);
  EXPECT_TRUE(verdict.accepting);
  EXPECT_NEAR(WorkerGain(verdict), 2, 0.001);
  EXPECT_NEAR(ThreadGain(verdict), 1, 0.001);
  window.coordinator.ledger_busy = 0.97;
  EXPECT_EQ(Judge(window).limit, Limit::kLedger) << "another worker would bring nothing";
  window = WindowOf({worker, IdleWorker(), IdleWorker()});
  EXPECT_EQ(Judge(window).limit, Limit::kCoordinator) << "the others accept more";
}

TEST(VerdictTest, TheEndIsNotABottleneck) {
  LoadWindow window = WindowOf({BusyWorker()});
  window.left = {1, 0, 1, true};
  EXPECT_EQ(Judge(window).limit, Limit::kTail);
  window.left = {0, 0, 0, true};
  EXPECT_EQ(Judge(window).limit, Limit::kNothing);
}

TEST(VerdictTest, TooLittleIsKnownAtFirst) {
  LoadWindow window = WindowOf({BusyWorker()});
  window.seconds = 2;
  EXPECT_EQ(Judge(window).limit, Limit::kUnknown);
  EXPECT_EQ(BottleneckText(Judge(window)), "");
  EXPECT_EQ(Judge({}).limit, Limit::kUnknown);
}

TEST(VerdictTest, WithoutWorkersThereIsNobodyToBind) {
  EXPECT_EQ(Judge(WindowOf({})).limit, Limit::kWorkers);
}

TEST(VerdictTest, ANewWorkerIsLimitedByABusyLedger) {
  LoadWindow window = WindowOf({BusyWorker()});
  window.coordinator.ledger_busy = 0.85;
  EXPECT_NEAR(WorkerGain(Judge(window)), 1.25, 0.001) << "of which commits take 0.05";
  window.coordinator.committing = 0.8;
  EXPECT_NEAR(WorkerGain(Judge(window)), 2, 0.001) << "many facts share a commit";
}

TEST(VerdictTest, ANewWorkerIsLimitedByAStoreThatIsNearlyFull) {
  WorkerWindow worker = BusyWorker();
  // 1.6 calls in progress; the store serves at most 16 calls per second, one and a half times as
  // many as now.
  worker.source = {10.5, 1e6, 0.15, {50, 1, 0.1125}, {200, 2, 0.175}};
  EXPECT_NEAR(WorkerGain(Judge(WindowOf({worker}))), 1.52, 0.02);
}

}  // namespace
}  // namespace photomill
