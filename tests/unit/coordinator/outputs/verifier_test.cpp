#include "coordinator/outputs/verifier.h"

#include <gtest/gtest.h>

namespace photomill {
namespace {

TEST(VerifierTest, MoreThanOneInTenMissingIsTooMany) {
  EXPECT_FALSE(TooManyMissing(0, 0));
  EXPECT_FALSE(TooManyMissing(0, 100));
  EXPECT_FALSE(TooManyMissing(10, 100));
  EXPECT_TRUE(TooManyMissing(11, 100));
  EXPECT_TRUE(TooManyMissing(1, 5));
}

TEST(VerifierTest, UnknownFilesAndThoseInWorkAreNotWrong) {
  VerifyCounts counts;
  counts.checked = 10;
  counts.findings[static_cast<size_t>(FileFinding::kRight)] = 10;
  counts.unknown = 3;
  counts.in_work = 2;
  EXPECT_EQ(counts.wrong(), 0);
  counts.lacking = 1;
  EXPECT_EQ(counts.wrong(), 1);
  counts.findings[static_cast<size_t>(FileFinding::kRight)] = 8;
  EXPECT_EQ(counts.wrong(), 3);
  counts.unlisted = 1;
  EXPECT_EQ(counts.wrong(), 4);
}

}  // namespace
}  // namespace photomill
