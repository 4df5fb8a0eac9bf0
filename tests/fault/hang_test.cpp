// A decoder that never returns: its engine is killed, and only its own task is to blame.
#include <gtest/gtest.h>

#include "tests/fault/poison.h"
#include "tests/integration/cluster/cluster.h"
#include "tests/integration/support/processes.h"
#include "tests/integration/support/wait.h"

namespace photomill::test {
namespace {

TEST(HangTest, WhatExecutesBesideAHangIsNotBlamed) {
  if (const std::string why = WhyNoPoison(); !why.empty()) GTEST_SKIP() << why;
  Cluster cluster;
  // Its size gives it more time than the small one has.
  cluster.folder().Write("src/large.jpg", PoisonedJpeg("hold", 4000, 4000));
  cluster.folder().Write("src/loop.jpg", PoisonedJpeg("loop"));
  Program coordinator = cluster.StartCoordinator({"--exit_when_done", "--crash_limit=1"});
  Program worker =
      cluster.StartWorker("victim", {"--task_time_floor=3"}, WithPoison(cluster.folder()));
  const LedgerView ledger = cluster.ledger();
  ASSERT_TRUE(WaitUntil([&] { return ledger.CountOf("quarantined") == 1; }));
  EXPECT_EQ(ledger.States().at("loop.jpg"), "quarantined timed_out");
  EXPECT_EQ(ledger.States().at("large.jpg"), "pending");
  EXPECT_EQ(ledger.Number("SELECT attempts FROM source WHERE key = 'large.jpg'"), 0);
  GoOn(cluster.folder());
  const Ended ended = coordinator.Wait();
  EXPECT_TRUE(ended.Exited(2)) << ended.All();
  const Ended left = worker.Wait();
  EXPECT_TRUE(left.Exited(0)) << left.All();
  EXPECT_NE(left.err.find("exceeded the time limit"), std::string::npos) << left.All();
  EXPECT_EQ(ledger.States().at("large.jpg"), "done");
  EXPECT_EQ(ledger.Number("SELECT crashes FROM source WHERE key = 'large.jpg'"), 0);
  EXPECT_EQ(ProcessesLeft(), "");
}

}  // namespace
}  // namespace photomill::test
