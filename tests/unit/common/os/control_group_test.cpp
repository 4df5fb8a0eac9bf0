// The limits of control groups (cgroups), read from files in the kernel's format.
#include "common/os/control_group.h"

#include <gtest/gtest.h>

#include "tests/unit/common/os/temp_folder.h"

namespace photomill {
namespace {

// A folder in place of /sys/fs/cgroup.
class ControlGroupTest : public testing::Test {
 protected:
  [[nodiscard]] uint64_t Memory(const std::string& membership) const {
    return MemoryLimitBytes({membership, mount_.path()});
  }
  [[nodiscard]] uint32_t Processors(const std::string& membership) const {
    return ProcessorLimit({membership, mount_.path()});
  }
  void WriteQuota(const std::string& folder, const std::string& quota,
                  const std::string& period) const {
    mount_.Write(folder + "/cpu.cfs_quota_us", quota);
    mount_.Write(folder + "/cpu.cfs_period_us", period);
  }

  const TempFolder mount_;
};

TEST_F(ControlGroupTest, MemoryIsTheLowestLimitOnTheWayUp) {
  mount_.Write("memory.max", "max\n");
  mount_.Write("a/memory.max", "4000000\n");
  mount_.Write("a/b/memory.max", "8000000\n");
  EXPECT_EQ(Memory("0::/a/b\n"), 4'000'000U);
  EXPECT_EQ(Memory("0::/\n"), kNoMemoryLimit);
}

TEST_F(ControlGroupTest, MemoryOfVersionOne) {
  mount_.Write("memory/docker/x/memory.limit_in_bytes", "5000000\n");
  mount_.Write("memory/memory.limit_in_bytes", "9223372036854771712\n");
  EXPECT_EQ(Memory("3:cpu,cpuacct:/\n7:memory:/docker/x\n"), 5'000'000U);
}

TEST_F(ControlGroupTest, AContainerThatDoesNotSeeItsPathIsLimitedByTheMountsRoot) {
  mount_.Write("memory/memory.limit_in_bytes", "6000000\n");
  WriteQuota("cpu", "300000\n", "100000\n");
  const std::string membership = "7:memory:/docker/not/there\n4:cpu:/docker/not/there\n";
  EXPECT_EQ(Memory(membership), 6'000'000U);
  EXPECT_EQ(Processors(membership), 3U);

  mount_.Write("cpu.max", "200000 100000\n");
  EXPECT_EQ(Processors("0::/not/there\n"), 2U);
}

TEST_F(ControlGroupTest, ProcessorsAreTheLowestQuotaOnTheWayUp) {
  mount_.Write("a/cpu.max", "300000 100000\n");
  mount_.Write("a/b/cpu.max", "1600000 200000\n");
  mount_.Write("a/b/c/cpu.max", "max 100000\n");
  EXPECT_EQ(Processors("0::/a/b/c\n"), 3U);
  EXPECT_EQ(Processors("0::/a/b\n"), 3U);
  EXPECT_EQ(Processors("0::/other\n"), kNoProcessorLimit) << "the root has no such file";
  mount_.Write("a/b/c/cpu.max", "100000 100000\n");
  EXPECT_EQ(Processors("0::/a/b/c\n"), 1U);
}

TEST_F(ControlGroupTest, AQuotaIsRoundedUpAndAtLeastOne) {
  const auto processors = [&](const std::string& cpu_max) {
    mount_.Write("a/cpu.max", cpu_max);
    return Processors("0::/a\n");
  };
  EXPECT_EQ(processors("150000 100000\n"), 2U);
  EXPECT_EQ(processors("200000 100000\n"), 2U);
  EXPECT_EQ(processors("200001 100000\n"), 3U);
  EXPECT_EQ(processors("1000 100000\n"), 1U);
  EXPECT_EQ(processors("75000 50000"), 2U);
  EXPECT_EQ(processors("18446744073709551615 1\n"), kNoProcessorLimit);
}

TEST_F(ControlGroupTest, ProcessorsOfVersionOneUnderEitherNameOfTheirMount) {
  WriteQuota("cpu,cpuacct/docker/x", "250000\n", "100000\n");
  EXPECT_EQ(Processors("4:cpu,cpuacct:/docker/x\n7:memory:/docker/x\n"), 3U);
  WriteQuota("cpu/batch", "400000\n", "100000\n");
  EXPECT_EQ(Processors("4:cpu,cpuacct:/batch\n"), 4U);
  EXPECT_EQ(Processors("4:cpu:/batch\n"), 4U);
}

TEST_F(ControlGroupTest, VersionOneWithoutAQuotaIsNoLimit) {
  WriteQuota("cpu", "-1\n", "100000\n");
  EXPECT_EQ(Processors("4:cpu:/\n"), kNoProcessorLimit);
  WriteQuota("cpu/a", "120000\n", "100000\n");
  EXPECT_EQ(Processors("4:cpu:/a\n"), 2U) << "of the group, though its root has none";
}

TEST_F(ControlGroupTest, VersionTwoBesideVersionOne) {
  mount_.Write("unified/a/cpu.max", "200000 100000\n");
  WriteQuota("cpu/b", "300000\n", "100000\n");
  EXPECT_EQ(Processors("0::/a\n4:cpu:/b\n"), 2U);
  EXPECT_EQ(Processors("0::/\n4:cpu:/b\n"), 3U);
}

TEST_F(ControlGroupTest, NoGroupAndGarbageAreNoLimit) {
  mount_.Write("a/memory.max", "garbage");
  for (const char* text : {"garbage", "", "max", "100000", "100000 0", "-1 100000", "1e5 100000"}) {
    mount_.Write("a/cpu.max", text);
    EXPECT_EQ(Processors("0::/a\n"), kNoProcessorLimit) << text;
  }
  WriteQuota("cpu/a", "garbage", "100000");
  EXPECT_EQ(Processors("4:cpu:/a\n"), kNoProcessorLimit);
  WriteQuota("cpu/a", "100000", "0");
  EXPECT_EQ(Processors("4:cpu:/a\n"), kNoProcessorLimit);
  for (const char* membership : {"", "::\nx\n0::/a", "0::", "\n\n", "0::a", "0::/../..\n"}) {
    EXPECT_EQ(Memory(membership), kNoMemoryLimit) << membership;
    EXPECT_EQ(Processors(membership), kNoProcessorLimit) << membership;
  }
  WriteQuota("cpuset/a", "100000", "100000");
  EXPECT_EQ(Processors("4:cpuset:/a\n"), kNoProcessorLimit) << "another controller";
}

TEST_F(ControlGroupTest, OwnGroupsAreThoseOfTheKernel) {
  const ControlGroups own = OwnControlGroups();
  EXPECT_GE(ProcessorLimit(own), 1U);
  EXPECT_GT(MemoryLimitBytes(own), 1'000'000U);
}

}  // namespace
}  // namespace photomill
