// The text of a quarantined source's detail: how it killed its process, how often, and the command
// that reproduces it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/model/source_rules.h"

namespace photomill {

// For a shell: "photomill worker --try=/photos/1.jpg --recipe=r.txt". Empty if the source is not a
// file in a local folder. An empty recipe file means the default recipe; rules with their default
// value are omitted.
std::string TryCommand(std::string_view source_url, std::string_view key,
                       std::string_view recipe_file, const SourceRules& rules);

// At most limits::kDetailBytesMax bytes: a command that does not fit is replaced by a general one.
std::string QuarantineText(std::string_view death, uint32_t crashes, const std::string& command);

}  // namespace photomill
