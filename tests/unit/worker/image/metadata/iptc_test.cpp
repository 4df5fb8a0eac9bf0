#include "worker/image/metadata/iptc.h"

#include <gtest/gtest.h>

namespace photomill {
namespace {

std::string Record(uint8_t data_set, std::string_view text) {
  std::string record = "\x1C\x02";
  record += static_cast<char>(data_set);
  record += '\0';
  record += static_cast<char>(text.size());
  return record.append(text);
}

TEST(IptcTextTest, SeveralStandBehindEachOther) {
  const std::string records =
      Record(kIptcByline, "Ann ") + Record(120, "by the sea") + Record(kIptcByline, "Bob");
  EXPECT_EQ(IptcText(records, kIptcByline), "Ann, Bob");
  EXPECT_EQ(IptcText(records, kIptcCopyright), "");
}

TEST(IptcTextTest, WhatIsNoNameIsLeftOut) {
  const std::string records = Record(kIptcByline, std::string_view("Ann\0private", 11)) +
                              Record(kIptcByline, "\x01\x02 binary") + Record(kIptcByline, "Bob");
  EXPECT_EQ(IptcText(records, kIptcByline), "Ann, Bob");
}

TEST(IptcTextTest, WithoutACharacterSetItIsLatin1UnlessItIsUtf8) {
  EXPECT_EQ(IptcText(Record(kIptcByline,
                            "J\xFCrgen Gr\xF6\xDF"
                            "e"),
                     kIptcByline),
            "J\xC3\xBCrgen Gr\xC3\xB6\xC3\x9F"
            "e");
  EXPECT_EQ(IptcText(Record(kIptcByline, "J\xC3\xBCrgen"), kIptcByline), "J\xC3\xBCrgen");
  const std::string both = Record(kIptcByline, "J\xFCrgen") + Record(kIptcByline, "\xC3\x84nne");
  EXPECT_EQ(IptcText(both, kIptcByline), "J\xC3\xBCrgen, \xC3\x84nne");
  const std::string utf8 = std::string("\x1C\x01\x5A\0\x03\x1B%G", 8);
  EXPECT_EQ(IptcText(utf8 + Record(kIptcByline, "J\xC3\xBCrgen"), kIptcByline), "J\xC3\xBCrgen");
}

}  // namespace
}  // namespace photomill
