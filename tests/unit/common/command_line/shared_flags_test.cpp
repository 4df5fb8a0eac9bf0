// The flags that several programs have: which values are refused, and that each has a help line.
#include <gflags/gflags.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "common/base/limits.h"
#include "common/command_line/execution_flags.h"
#include "common/command_line/log_flags.h"
#include "common/command_line/source_rule_flags.h"

namespace photomill {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class SharedFlagsTest : public testing::Test {
 protected:
  static void Set(const std::string& name, const std::string& value) {
    ASSERT_FALSE(gflags::SetCommandLineOption(name.c_str(), value.c_str()).empty()) << name;
  }

 private:
  gflags::FlagSaver saver_;
};

TEST_F(SharedFlagsTest, ByDefaultNothingIsAskedFor) {
  const ExecutionFlags execution = ReadExecutionFlags().value();
  EXPECT_EQ(execution.threads, 0U);
  EXPECT_EQ(execution.memory_bytes, 0U);
  EXPECT_EQ(execution.isolation, Isolation::kAuto);
  EXPECT_EQ(execution.task_time, TaskTimeBounds());
  EXPECT_EQ(execution.nice, 0U);
  EXPECT_EQ(ReadSourceRules().value(), SourceRules());
  EXPECT_FALSE(ReadFormats().value().named);
  EXPECT_THAT(GivenSourceRuleFlags(), IsEmpty());
  EXPECT_EQ(ReadLogFormat().value(), LogFormat::kText);
}

TEST_F(SharedFlagsTest, WhatIsGivenIsRead) {
  Set("threads", "3");
  Set("memory", std::to_string(limits::kWorkerMemoryMin));
  Set("isolate", "always");
  Set("task_time_ceiling", "90");
  Set("nice", "7");
  const ExecutionFlags execution = ReadExecutionFlags().value();
  EXPECT_EQ(execution.threads, 3U);
  EXPECT_EQ(execution.memory_bytes, limits::kWorkerMemoryMin);
  EXPECT_EQ(execution.isolation, Isolation::kAlways);
  EXPECT_EQ(execution.task_time.ceiling, seconds(90));
  EXPECT_EQ(execution.nice, 7U);
}

TEST_F(SharedFlagsTest, ARefusalNamesTheFlagAndTheRemedy) {
  Set("threads", "100000");
  EXPECT_THAT(ReadExecutionFlags().failure().detail, HasSubstr("--threads=100000"));
  Set("threads", "1");
  Set("nice", "20");
  EXPECT_THAT(ReadExecutionFlags().failure().detail, HasSubstr("--nice=20"));
  Set("nice", "0");
  Set("memory", "17");
  EXPECT_EQ(ReadExecutionFlags().failure().detail,
            "--memory=17 is too little for image data: give each worker at least --memory=64M");
  Set("log_format", "xml");
  EXPECT_EQ(ReadLogFormat().failure().detail, "--log_format=xml is not text or json");
  Set("formats", "docx");
  EXPECT_THAT(ReadSourceRules().failure().detail, HasSubstr("--formats: "));
}

TEST_F(SharedFlagsTest, TheRulesForSourcesAreNamedAsTheyWereGiven) {
  Set("formats", "jpeg");
  Set("accept_partial", "true");
  Set("max_pixels", "1000");
  EXPECT_THAT(GivenSourceRuleFlags(), ElementsAre("formats", "accept_partial", "max_pixels"));
  const SourceRules rules = ReadSourceRules().value();
  EXPECT_TRUE(rules.accept_partial);
  EXPECT_EQ(rules.size.pixels, 1000U);
  EXPECT_TRUE(ReadFormats().value().named);
}

TEST_F(SharedFlagsTest, EveryNameIsAFlag) {
  std::vector<std::string> names = SourceRuleFlagNames();
  for (const HelpFlag& flag : ExecutionHelpFlags()) names.push_back(flag.name);
  for (const HelpFlag& flag :
       {FormatsHelp(), AcceptPartialHelp(), SizeLimitHelp(), LogFormatHelp()}) {
    names.push_back(flag.name);
  }
  for (const std::string& name : names) {
    gflags::CommandLineFlagInfo info;
    EXPECT_TRUE(gflags::GetCommandLineFlagInfo(name.c_str(), &info)) << name;
  }
}

}  // namespace
}  // namespace photomill
