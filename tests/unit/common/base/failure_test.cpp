#include "common/base/failure.h"

#include <cerrno>

#include <gtest/gtest.h>

namespace photomill {
namespace {

TEST(Reason, WordsAreTheContractAndComeBack) {
  const std::array<std::string_view, kReasonCount> contract = {
      "unreadable",     "not_an_image",      "format_not_allowed",
      "corrupt",        "too_large",         "not_encodable",
      "key_collision",  "crashed",           "timed_out",
      "out_of_memory",  "source_vanished",   "source_changed",
      "storage_denied", "storage_full",      "storage_unavailable",
      "internal",       "destination_taken", "unusable_name",
      "invalid"};
  for (int i = 0; i < kReasonCount; ++i) {
    const auto reason = static_cast<Reason>(i);
    EXPECT_EQ(ReasonWord(reason), contract[static_cast<size_t>(i)]);
    EXPECT_EQ(ParseReason(ReasonWord(reason)), reason);
  }
  EXPECT_FALSE(ParseReason("Corrupt").has_value());
  EXPECT_FALSE(ParseReason("").has_value());
}

TEST(Reason, EachHasItsRetryClass) {
  EXPECT_EQ(RetryClassOf(Reason::kCorrupt), RetryClass::kPermanent);
  EXPECT_EQ(RetryClassOf(Reason::kNotAnImage), RetryClass::kPermanent);
  EXPECT_EQ(RetryClassOf(Reason::kStorageUnavailable), RetryClass::kPlace);
  EXPECT_EQ(RetryClassOf(Reason::kUnreadable), RetryClass::kTransient);
  EXPECT_EQ(RetryClassOf(Reason::kStorageFull), RetryClass::kPlace);
  EXPECT_EQ(RetryClassOf(Reason::kSourceChanged), RetryClass::kNextRun);
}

TEST(Failure, OfTheOperatingSystemNamesTheThingAndTheCause) {
  const Failure full = FailureFromErrno(ENOSPC, "cannot write /a/b");
  EXPECT_EQ(full.reason, Reason::kStorageFull);
  EXPECT_EQ(full.detail, "cannot write /a/b: No space left on device");
  EXPECT_EQ(FailureFromErrno(ENOENT, "x").reason, Reason::kSourceVanished);
  EXPECT_EQ(FailureFromErrno(EACCES, "x").reason, Reason::kStorageDenied);
  EXPECT_EQ(FailureFromErrno(EROFS, "x").reason, Reason::kStorageDenied);
  EXPECT_EQ(FailureFromErrno(ENOMEM, "x").reason, Reason::kOutOfMemory);
  EXPECT_EQ(FailureFromErrno(EIO, "x").reason, Reason::kStorageUnavailable);
}

}  // namespace
}  // namespace photomill
