// The fixture of the tests that run against every StoreKind.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>

#include "tests/contract/storage/store_contract.h"

namespace photomill {

class StoreContract : public ::testing::TestWithParam<StoreKind> {
 protected:
  ObjectStore& store() { return under_test_->store(); }
  std::string BytesAt(std::string_view key) {
    Result<ReadObject> read = store().Read(key, kBytesMax);
    return read.ok() ? read->bytes : "FAILED: " + read.failure().detail;
  }
  std::unique_ptr<StoreUnderTest> under_test_ = GetParam().make();
};

}  // namespace photomill
