// The fixture of the tests of LocalStore, and another user for them.
#pragma once

#include <gtest/gtest.h>
#include <sys/fsuid.h>
#include <unistd.h>

#include <memory>

#include "common/storage/local_store.h"
#include "tests/contract/storage/store_contract.h"
#include "tests/unit/common/os/temp_folder.h"

namespace photomill {

class LocalStoreTest : public ::testing::Test {
 protected:
  ListOptions Following() {
    ListOptions options;
    options.follow_links = true;
    return options;
  }
  TempFolder folder_;
  std::unique_ptr<ObjectStore> store_ = *LocalStore::Open(folder_.path());
};

// File permissions do not apply to root: during its lifetime, the calling thread is another user to
// the file system. Nothing else about the thread changes, so sanitizers and other threads are not
// affected.
class AsNobody {
 public:
  AsNobody() {
    constexpr uid_t kNobody = 65534;
    if (geteuid() == 0) setfsuid(kNobody);
  }
  AsNobody(const AsNobody&) = delete;
  AsNobody& operator=(const AsNobody&) = delete;
  ~AsNobody() { setfsuid(geteuid()); }
};

}  // namespace photomill
