// Reads everything that a ledger has about one source, without changing anything: for
// `photomill explain`. Reads ledgers of every schema up to this version's.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "coordinator/ledger/source_account.h"

namespace photomill {

// Empty if the ledger does not know the key.
Result<std::optional<SourceAccount>> ReadSourceAccount(const std::string& state_folder,
                                                       std::string_view key);

// Empty if the ledger does not know the key. May have to look through all outputs: `watch` is then
// called with the number of sources examined so far, and of all.
Result<std::optional<OutputOwner>> FindOutputOwner(
    const std::string& state_folder, std::string_view output_key,
    const std::function<void(int64_t examined, int64_t sources)>& watch);

// Keys of sources below this folder ("" is the root), in their order, at most `count_max`.
Result<std::vector<std::string>> ReadKeysBelow(const std::string& state_folder,
                                               std::string_view folder, size_t count_max);

}  // namespace photomill
