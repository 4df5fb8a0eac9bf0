// What `photomill verify` prints, as text and as JSON (docs/commands.md). Pure functions.
#pragma once

#include <string>
#include <string_view>

#include "coordinator/outputs/repair.h"
#include "coordinator/outputs/verifier.h"

namespace photomill {

std::string WrongText(const CheckedFile& file);
std::string WrongJson(const CheckedFile& file);

std::string LackingText(const SourceOutputs& source);
std::string LackingJson(const SourceOutputs& source);

std::string UnknownText(std::string_view key, uint64_t bytes);
std::string UnknownJson(std::string_view key, uint64_t bytes);

std::string VerifyProgressText(const VerifyCounts& counts, std::string_view key);

std::string SummaryText(const std::string& destination, const VerifyCounts& counts,
                        std::string_view after);
std::string EndJson(const VerifyCounts& counts, std::string_view after, bool complete);

std::string RepairText(const RepairCounts& counts);
std::string RepairJson(const RepairCounts& counts);

}  // namespace photomill
