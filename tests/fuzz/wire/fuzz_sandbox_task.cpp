// Reads the task of a sandbox, as the sandbox's process does. An accepted task must stay the same
// when it is written and read again.
#include "common/wire/sandbox_codec.h"
#include "tests/fuzz/support.h"

namespace photomill::fuzz {

void FuzzOne(std::string_view input) {
  const Result<SandboxTask> task = DecodeSandboxTask(input);
  if (!task) return CheckTold(task.failure());
  const Result<SandboxTask> again = DecodeSandboxTask(Encode(*task));
  PHOTOMILL_CHECK(again.ok() && *again == *task);
}

}  // namespace photomill::fuzz
