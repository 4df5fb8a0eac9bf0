// The task of a process of its own, as that process reads it: whatever is accepted says the same
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
