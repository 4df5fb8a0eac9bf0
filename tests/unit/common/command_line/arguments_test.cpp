#include "common/command_line/arguments.h"

#include <gflags/gflags.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

DEFINE_int32(workers, 2, "worker processes");
DEFINE_uint64(budget, 0, "bytes");
DEFINE_double(share, 0.5, "of the processors");
DEFINE_string(state_dir, "", "the state directory");
DEFINE_bool(insecure, false, "plain text on a network");
DEFINE_bool(notify, true, "a switch that starts with no");
DEFINE_int32(hidden, 7, "of another subcommand");
DEFINE_validator(workers, [](const char*, int32_t value) { return value >= 0; });

namespace photomill {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ArgumentsTest : public ::testing::Test {
 protected:
  Result<std::vector<std::string>> Parse(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "run");
    return ParseArguments(static_cast<int>(arguments.size()), arguments.data(),
                          {"workers", "budget", "share", "state_dir", "insecure", "notify"},
                          "See: photomill help run");
  }
  std::vector<std::string> Positionals(std::vector<const char*> arguments) {
    const auto result = Parse(std::move(arguments));
    EXPECT_TRUE(result.ok()) << result.failure().detail;
    return result.ok() ? *result : std::vector<std::string>{};
  }
  std::string Refusal(std::vector<const char*> arguments) {
    const auto result = Parse(std::move(arguments));
    return result.ok() ? "" : result.failure().detail;
  }

 private:
  gflags::FlagSaver saver_;
};

TEST_F(ArgumentsTest, TakesFlagsAmongPositionals) {
  EXPECT_THAT(Positionals({"SRC", "--workers=4", "DST", "--state_dir", "/s", "-share=0.25"}),
              ElementsAre("SRC", "DST"));
  EXPECT_EQ(FLAGS_workers, 4);
  EXPECT_EQ(FLAGS_state_dir, "/s");
  EXPECT_EQ(FLAGS_share, 0.25);
}

TEST_F(ArgumentsTest, TakesDashesForUnderscores) {
  EXPECT_THAT(Positionals({"--state-dir=/a-b"}), ElementsAre());
  EXPECT_EQ(FLAGS_state_dir, "/a-b");
}

TEST_F(ArgumentsTest, TakesSwitches) {
  EXPECT_THAT(Positionals({"--insecure", "SRC", "--nonotify"}), ElementsAre("SRC"))
      << "a switch takes no value from the next argument";
  EXPECT_TRUE(FLAGS_insecure);
  EXPECT_FALSE(FLAGS_notify);
  Positionals({"--notify", "--noinsecure"});
  EXPECT_TRUE(FLAGS_notify);
  EXPECT_FALSE(FLAGS_insecure);
  Positionals({"--insecure=true", "--notify=false"});
  EXPECT_TRUE(FLAGS_insecure);
  EXPECT_FALSE(FLAGS_notify);
}

TEST_F(ArgumentsTest, DashDashEndsTheFlags) {
  EXPECT_THAT(Positionals({"--workers=3", "--", "--workers=9", "-x", "--"}),
              ElementsAre("--workers=9", "-x", "--"));
  EXPECT_EQ(FLAGS_workers, 3);
}

TEST_F(ArgumentsTest, OddPositionalsAndValuesPass) {
  EXPECT_THAT(Positionals({"-", "", "-5", "a b\n"}), ElementsAre("-", "", "-5", "a b\n"));
  Positionals({"--state_dir="});
  EXPECT_EQ(FLAGS_state_dir, "");
  Positionals({"--state_dir=a=b"});
  EXPECT_EQ(FLAGS_state_dir, "a=b");
}

TEST_F(ArgumentsTest, NothingIsNothing) {
  EXPECT_THAT(Positionals({}), ElementsAre());
  const auto none = ParseArguments(0, nullptr, {}, "");
  ASSERT_TRUE(none.ok());
  EXPECT_TRUE(none->empty());
}

TEST_F(ArgumentsTest, UnknownFlagsNameTheNearest) {
  EXPECT_EQ(Refusal({"--worker=3"}),
            "unknown flag --worker; did you mean --workers? See: photomill help run");
  EXPECT_EQ(Refusal({"--statedir=3"}),
            "unknown flag --statedir; did you mean --state_dir? See: photomill help run");
  EXPECT_EQ(Refusal({"--noinsecur"}),
            "unknown flag --noinsecur; did you mean --noinsecure? See: photomill help run");
  EXPECT_EQ(Refusal({"--zebra"}), "unknown flag --zebra. See: photomill help run");
  EXPECT_EQ(Refusal({"--\x1b[31m"}), "unknown flag --\\x1B[31m. See: photomill help run");
  EXPECT_THAT(Refusal({"---workers=3"}), HasSubstr("unknown flag --_workers; did you mean"));
}

TEST_F(ArgumentsTest, FlagsOfOtherCommandsAndOfGflagsAreUnknown) {
  EXPECT_THAT(Refusal({"--hidden=3"}), HasSubstr("unknown flag --hidden"));
  EXPECT_THAT(Refusal({"--flagfile=/etc/passwd"}), HasSubstr("unknown flag --flagfile"));
  EXPECT_THAT(Refusal({"--helpfull"}), HasSubstr("unknown flag --helpfull"));
  EXPECT_EQ(FLAGS_hidden, 7);
}

TEST_F(ArgumentsTest, ImpossibleValuesNameTheFlagAndWhatItWants) {
  EXPECT_EQ(Refusal({"--workers=many"}),
            "--workers=many is invalid: --workers needs a whole number (worker processes). "
            "See: photomill help run");
  EXPECT_THAT(Refusal({"--workers", "-1"}), HasSubstr("--workers=-1 is invalid"))
      << "the flag's own validator";
  EXPECT_THAT(Refusal({"--workers=99999999999"}), HasSubstr("is invalid"));
  EXPECT_THAT(Refusal({"--workers="}), HasSubstr("is invalid"));
  EXPECT_THAT(Refusal({"--budget=-1"}), HasSubstr("needs a whole number, 0 or more (bytes)"));
  EXPECT_THAT(Refusal({"--share=half"}), HasSubstr("needs a number"));
  EXPECT_THAT(Refusal({"--insecure=maybe"}), HasSubstr("needs true or false"));
}

TEST_F(ArgumentsTest, MissingValuesAreNamed) {
  EXPECT_EQ(Refusal({"--state_dir"}),
            "--state_dir needs text: --state_dir=... See: photomill help run");
  EXPECT_THAT(Refusal({"--state_dir", "--workers=3"}), HasSubstr("--state_dir needs text"));
  EXPECT_THAT(Refusal({"--noworkers"}), HasSubstr("--workers is not a switch"));
  EXPECT_THAT(Refusal({"--nonotify=3"}), HasSubstr("--nonotify has no value"));
}

TEST_F(ArgumentsTest, AFailureSetsNothing) {
  EXPECT_NE(Refusal({"--workers=5", "--insecure", "--share=x"}), "");
  EXPECT_EQ(FLAGS_workers, 2);
  EXPECT_FALSE(FLAGS_insecure);
}

TEST(SplitList, LeavesEmptyPartsOut) {
  using Parts = std::vector<std::string>;
  EXPECT_EQ(SplitList(""), Parts());
  EXPECT_EQ(SplitList(",,"), Parts());
  EXPECT_EQ(SplitList("*.jpg"), Parts({"*.jpg"}));
  EXPECT_EQ(SplitList(",a,,b c,"), Parts({"a", "b c"}));
}

TEST(SplitWords, LeavesOutSpacesAroundWords) {
  using Parts = std::vector<std::string>;
  EXPECT_EQ(SplitWords(" "), Parts());
  EXPECT_EQ(SplitWords("a, b,c d ,  ,e"), Parts({"a", "b", "c d", "e"}));
}

TEST(AsksForHelp, InItsThreeForms) {
  const auto asks = [](std::vector<const char*> arguments) {
    return AsksForHelp(static_cast<int>(arguments.size()), arguments.data());
  };
  EXPECT_TRUE(asks({"run", "a", "--help"}));
  EXPECT_TRUE(asks({"run", "-h"}));
  EXPECT_TRUE(asks({"run", "-help"}));
  EXPECT_FALSE(asks({"--help"})) << "argv[0]";
  EXPECT_FALSE(asks({"run", "--", "--help"}));
  EXPECT_FALSE(asks({"run", "help"}));
}

TEST(TypedCommand, IsWhatAShellTakes) {
  const char* const argv[] = {"/opt/photomill-coordinator", "/photos", "/new ones",
                              "--include=*.jpg"};
  EXPECT_EQ(TypedCommand("coordinator", 4, argv),
            "photomill coordinator /photos '/new ones' '--include=*.jpg'");
  EXPECT_EQ(TypedCommand("run", 1, argv), "photomill run");
}

TEST(NearestWord, IsNearOrNone) {
  const std::vector<std::string> commands = {"run", "plan", "status", "verify"};
  EXPECT_EQ(NearestWord("rnu", commands), "run");
  EXPECT_EQ(NearestWord("statsu", commands), "status");
  EXPECT_EQ(NearestWord("xyz", commands), "");
  EXPECT_EQ(NearestWord("", commands), "");
}

}  // namespace
}  // namespace photomill
