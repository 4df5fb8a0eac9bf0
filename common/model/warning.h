// What the detail of a done source tells: it is there, but a person may want to look at it. Workers
// say it in words, for people, and the ledger keeps these; here they become something to count.
// Nothing but counts depends on it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace photomill {

// The gravest first: a source counts once, under the first that its detail tells.
enum class Warning : uint8_t {
  kPartlyDecoded,    // a part of a damaged picture was kept, the rest is made up
  kColoursLeftOut,   // what it tells of its colours could not be used
  kMetadataLeftOut,  // of the metadata to be carried along, some could not be
  kOneOfSeveral,     // one of its frames or pictures was taken
  kOther,            // the decoder found fault with something and took the whole picture
  kSourceKept,       // a new file would only have been larger than the source's own bytes
};
inline constexpr size_t kWarningCount = 6;

// "partly_decoded", …: as the ledger and JSON write it.
std::string_view WarningWord(Warning warning);
std::optional<Warning> ParseWarning(std::string_view word);

// None where the detail is empty.
std::optional<Warning> WarningIn(std::string_view detail);

}  // namespace photomill
