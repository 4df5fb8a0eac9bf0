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

}  // namespace
}  // namespace photomill
