#include "common/base/text.h"

#include <gtest/gtest.h>

namespace photomill {
namespace {

TEST(Escaped, LeavesReadableTextAlone) {
  EXPECT_EQ(Escaped("Bäume/Ω 日本 😀.jpg"), "Bäume/Ω 日本 😀.jpg");
}

TEST(Escaped, ShowsWhatTerminalsMustNotGet) {
  EXPECT_EQ(Escaped("a\nb\tc\\d"), "a\\nb\\tc\\\\d");
  EXPECT_EQ(Escaped("\x1b[31m"), "\\x1B[31m");
  EXPECT_EQ(Escaped("del\x7f"), "del\\x7F");
  EXPECT_EQ(Escaped("\xC2\x9B"), "\\xC2\\x9B") << "C1 controls, as UTF-8";
  EXPECT_EQ(Escaped(std::string_view("\0", 1)), "\\x00");
}

TEST(Escaped, ShowsBytesThatAreNoUtf8) {
  EXPECT_EQ(Escaped("caf\xE9.jpg"), "caf\\xE9.jpg");
  EXPECT_EQ(Escaped("\xC0\xAF"), "\\xC0\\xAF") << "overlong";
  EXPECT_EQ(Escaped("\xED\xA0\x80"), "\\xED\\xA0\\x80") << "a surrogate";
  EXPECT_EQ(Escaped("\xF0\x9F\x98"), "\\xF0\\x9F\\x98") << "cut off";
}

TEST(Unescaped, GivesTheBytesBack) {
  std::string every;
  for (int i = 0; i < 256; ++i) every += static_cast<char>(i);
  for (const std::string& bytes : {every, std::string("Bäume\\x41\\n\xC2\x9B"), std::string()}) {
    EXPECT_EQ(Unescaped(Escaped(bytes)), bytes);
  }
  EXPECT_EQ(Unescaped("\\q \\x4 \\xZZ \\"), "\\q \\x4 \\xZZ \\") << "nothing that Escaped writes";
}

TEST(Utf8, IsToldFromOtherBytes) {
  EXPECT_TRUE(IsValidUtf8(""));
  EXPECT_TRUE(IsValidUtf8("é\xF4\x8F\xBF\xBF"));
  EXPECT_FALSE(IsValidUtf8("\xF4\x90\x80\x80"));
  EXPECT_FALSE(IsValidUtf8("ok\x80"));
}

TEST(HumanBytes, HasThreeFigures) {
  EXPECT_EQ(HumanBytes(0), "0 B");
  EXPECT_EQ(HumanBytes(999), "999 B");
  EXPECT_EQ(HumanBytes(1000), "1.00 kB");
  EXPECT_EQ(HumanBytes(1536), "1.54 kB");
  EXPECT_EQ(HumanBytes(99'940), "99.9 kB");
  EXPECT_EQ(HumanBytes(99'960), "100 kB");
  EXPECT_EQ(HumanBytes(999'600), "1.00 MB");
  EXPECT_EQ(HumanBytes(1'234'000'000), "1.23 GB");
  EXPECT_EQ(HumanBytes(UINT64_MAX), "18.4 EB");
}

TEST(HumanCount, GroupsThousands) {
  EXPECT_EQ(HumanCount(0), "0");
  EXPECT_EQ(HumanCount(999), "999");
  EXPECT_EQ(HumanCount(1000), "1,000");
  EXPECT_EQ(HumanCount(1234567), "1,234,567");
}

TEST(HumanSeconds, ChangesUnits) {
  EXPECT_EQ(HumanSeconds(0), "0.0 s");
  EXPECT_EQ(HumanSeconds(7.24), "7.2 s");
  EXPECT_EQ(HumanSeconds(42.4), "42 s");
  EXPECT_EQ(HumanSeconds(245), "4 min 05 s");
  EXPECT_EQ(HumanSeconds(3 * 3600 + 12 * 60), "3 h 12 min");
  EXPECT_EQ(HumanSeconds(49 * 3600), "2 days 1 h");
}

TEST(ShellQuoted, IsOneWordOfAShell) {
  EXPECT_EQ(ShellQuoted("/photos/2004-01/a_1.jpg"), "/photos/2004-01/a_1.jpg");
  EXPECT_EQ(ShellQuoted("my photos"), "'my photos'");
  EXPECT_EQ(ShellQuoted("it's"), "'it'\\''s'");
  EXPECT_EQ(ShellQuoted(""), "''");
  EXPECT_EQ(ShellQuoted("~root;$HOME`id`"), "'~root;$HOME`id`'");
  EXPECT_EQ(ShellQuoted("a\nb's\\\xff"), "$'a\\nb\\'s\\\\\\xFF'");
}

}  // namespace
}  // namespace photomill
