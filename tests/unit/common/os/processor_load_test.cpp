// How much the machine's processors do, in the kernel's words.
#include "common/os/processor_load.h"

#include <gtest/gtest.h>

#include "common/os/memory.h"

namespace photomill {
namespace {

TEST(ProcessorLoadTest, ReadsTheKernelsSums) {
  const MachineProcessorTime time = ParseMachineProcessors(
      "cpu  100 20 30 4000 50 6 7 8 90 0\n"
      "cpu0 50 10 15 2000 25 3 4 4 45 0\n"
      "cpu1 50 10 15 2000 25 3 3 4 45 0\n"
      "intr 1 2 3\n",
      100);
  EXPECT_EQ(time.used, (100 + 20 + 30 + 6 + 7) * 10'000U) << "guests are among the users";
  EXPECT_EQ(time.stolen, 80'000U);
  EXPECT_EQ(time.processors, 2U);
}

TEST(ProcessorLoadTest, WhatTheKernelDoesNotReportIsZero) {
  EXPECT_EQ(ParseMachineProcessors("", 100), MachineProcessorTime());
  EXPECT_EQ(ParseMachineProcessors("intr 1", 100), MachineProcessorTime());
  const MachineProcessorTime old = ParseMachineProcessors("cpu  100 20 30 4000\n", 0);
  EXPECT_EQ(old.stolen, 0U);
}

TEST(ProcessorLoadTest, TheMachineDoesSomething) {
  const MachineProcessorTime before = MachineProcessors();
  EXPECT_GT(before.used, 0U);
  EXPECT_GE(before.processors, 1U);
  EXPECT_GE(MilliCpusAllowed(), 1U);
  EXPECT_LE(MilliCpusAllowed(), 1000 * CpusOfAffinity());
  EXPECT_GE(MachineProcessors().used, before.used);
}

}  // namespace
}  // namespace photomill
