// With the real worker it is tested by tests/integration/local/verify_test.cpp.
#include "coordinator/outputs/decode_check.h"

#include <gtest/gtest.h>

namespace photomill {
namespace {

TEST(DecodeCheckTest, AWorkerThatEndsOrIsMissingMakesNoFileUndecodable) {
  for (const char* program : {"/bin/false", "/no/such/program"}) {
    DecodeCheck check(program, "/tmp", 1 << 20);
    for (int i = 0; i < 2; ++i) {
      CheckedFile file;
      file.output.key = "a.jpg";
      check.Check(file);
      EXPECT_EQ(file.finding, FileFinding::kUnreadable) << program;
      EXPECT_FALSE(file.detail.empty());
    }
  }
}

TEST(DecodeCheckTest, WhatIsWrongAlreadyIsNotDecoded) {
  DecodeCheck check("/no/such/program", "/tmp", 1 << 20);
  CheckedFile file;
  file.finding = FileFinding::kMissing;
  check.Check(file);
  EXPECT_EQ(file.finding, FileFinding::kMissing);
}

}  // namespace
}  // namespace photomill
