// Encodes and decodes the single task that an engine gives to a separate process
// (proto/sandbox.proto). Every field is checked and bounded, as in the control protocol. Any thread
// may call it.
#pragma once

#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/model/message.h"

namespace photomill {

struct SandboxTask {
  Recipe recipe;
  SourceRules source_rules;
  Assignment assignment;
  bool operator==(const SandboxTask&) const = default;
};

std::string Encode(const SandboxTask& task);
Result<SandboxTask> DecodeSandboxTask(std::string_view bytes);

}  // namespace photomill
