// Numbers of bytes as people write them: "3G", "3GB", "3 GiB". Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace photomill {

// The accepted spellings, for messages.
inline constexpr std::string_view kByteCountForms =
    "a number of bytes, or one with K, M, G or T, such as 3G, 3GB or 3GiB (G: 1024 x 1024 x 1024)";

// A whole number, optionally with a unit, in upper or lower case. K, KB and KiB all mean 1024. None
// for anything else, and for more than 64 bits.
std::optional<uint64_t> ParseByteCount(std::string_view text);

}  // namespace photomill
