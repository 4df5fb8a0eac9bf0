// Damages small files of the state directory. The first byte selects the file: the lock file of a
// running coordinator, or one of its key files.
#include <fcntl.h>
#include <sys/file.h>

#include "coordinator/start/migration_keys.h"
#include "coordinator/start/state_folder.h"
#include "tests/fuzz/support.h"

namespace photomill::fuzz {
namespace {

// This process holds the lock, whatever the file contains.
void ReadLockFile(std::string_view text) {
  const std::string path = WorkFolder() + "/lock";
  WriteInput(path, text);
  const Result<FileDescriptor> lock = OpenFile(path, O_RDWR);
  PHOTOMILL_CHECK(lock.ok() && flock(lock->get(), LOCK_EX | LOCK_NB) == 0);
  const Result<std::optional<StateHolder>> found = FindStateHolder(WorkFolder());
  PHOTOMILL_CHECK(found.ok() && found->has_value());
  CheckTold(StateInUse(WorkFolder(), **found));
}

void ReadKeyFile(std::string_view text) {
  const std::string path = WorkFolder() + "/keys/worker";
  // Creates the folder and the server's key pair once.
  static const bool made = LoadOrMakeKeys(WorkFolder()).ok();
  PHOTOMILL_CHECK(made);
  WriteInput(path, text, true);
  const Result<MigrationKeys> keys = LoadOrMakeKeys(WorkFolder());
  if (!keys) return CheckTold(keys.failure());
  PHOTOMILL_CHECK(AreOnePair(keys->worker) && AreOnePair(keys->server));
}

}  // namespace

void FuzzOne(std::string_view input) {
  InputReader reader(input);
  const bool is_lock = reader.Number(1) % 2 == 0;
  is_lock ? ReadLockFile(reader.rest()) : ReadKeyFile(reader.rest());
}

}  // namespace photomill::fuzz
