#include "tests/unit/coordinator/ledger/sqlite/failing_vfs.h"

#include <sqlite3.h>

#include <cerrno>
#include <map>
#include <optional>

#include "common/base/check.h"

namespace photomill {
namespace {

struct Trouble {
  FailingVfs::Call call;
  int code = 0;
  int error_number = 0;
};

// Wrapped methods of an open file; some of them are replaced.
struct Methods : sqlite3_io_methods {
  const sqlite3_io_methods* real = nullptr;
};

std::optional<Trouble> trouble;
sqlite3_vfs* default_vfs = nullptr;
sqlite3_vfs failing_vfs;
std::map<const sqlite3_io_methods*, Methods> methods_of;

const sqlite3_io_methods& RealMethods(const sqlite3_file* file) {
  return *static_cast<const Methods*>(file->pMethods)->real;
}

bool Fails(FailingVfs::Call call) {
  if (!trouble || trouble->call != call) return false;
  errno = trouble->error_number;
  return true;
}

int Write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
  if (Fails(FailingVfs::Call::kWrite)) return trouble->code;
  return RealMethods(file).xWrite(file, bytes, count, offset);
}

int Sync(sqlite3_file* file, int flags) {
  if (Fails(FailingVfs::Call::kSync)) return trouble->code;
  return RealMethods(file).xSync(file, flags);
}

int MapIndex(sqlite3_file* file, int page, int size, int extend, void volatile** mapped) {
  if (extend != 0 && Fails(FailingVfs::Call::kGrowIndex)) return trouble->code;
  return RealMethods(file).xShmMap(file, page, size, extend, mapped);
}

int Open(sqlite3_vfs* /*vfs*/, const char* name, sqlite3_file* file, int flags, int* flags_out) {
  const int code = default_vfs->xOpen(default_vfs, name, file, flags, flags_out);
  if (code != SQLITE_OK || file->pMethods == nullptr) return code;
  const auto [found, is_new] = methods_of.try_emplace(file->pMethods);
  Methods& methods = found->second;
  if (is_new) {
    static_cast<sqlite3_io_methods&>(methods) = *file->pMethods;
    methods.real = file->pMethods;
    methods.xWrite = &Write;
    methods.xSync = &Sync;
    if (methods.xShmMap != nullptr) methods.xShmMap = &MapIndex;
  }
  file->pMethods = &methods;
  return code;
}

}  // namespace

FailingVfs::FailingVfs() {
  default_vfs = sqlite3_vfs_find(nullptr);
  PHOTOMILL_CHECK(default_vfs != nullptr && default_vfs != &failing_vfs);
  failing_vfs = *default_vfs;
  failing_vfs.pNext = nullptr;
  failing_vfs.zName = "failing";
  failing_vfs.xOpen = &Open;
  PHOTOMILL_CHECK(sqlite3_vfs_register(&failing_vfs, 1) == SQLITE_OK);
}

FailingVfs::~FailingVfs() {
  Mend();
  sqlite3_vfs_unregister(&failing_vfs);
  sqlite3_vfs_register(default_vfs, 1);
}

void FailingVfs::Fail(Call call, int code, int error_number) {
  trouble = Trouble{call, code, error_number};
}

void FailingVfs::Mend() {
  trouble.reset();
}

}  // namespace photomill
