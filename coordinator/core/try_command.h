// What a quarantined source's detail tells people: how it took its process down, how often, and the
// command that shows it again.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/model/source_rules.h"

namespace photomill {

// For a shell: "photomill worker --try=/photos/1.jpg --recipe=r.txt". Empty where the source is no
// file of a local folder. An empty recipe file stands for the default recipe; of the rules only
// those are told that are not the default.
std::string TryCommand(std::string_view source_url, std::string_view key,
                       std::string_view recipe_file, const SourceRules& rules);

// At most limits::kDetailBytesMax bytes: a command that does not fit is told in general.
std::string QuarantineText(std::string_view death, uint32_t crashes, const std::string& command);

}  // namespace photomill
