// Warnings about a done source: it is migrated, but a person might want to look at it. Workers give
// the kind with each text, the wire carries the set of kinds, and the ledger stores it. No program
// parses the texts, which are for display.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace photomill {

// The most serious first: a source counts once, under its first kind.
enum class Warning : uint8_t {
  kPartlyDecoded,    // part of a damaged image was kept, the rest is filled in
  kColoursLeftOut,   // colour information could not be used or preserved
  kMetadataLeftOut,  // some of the metadata to be copied was dropped
  kOneOfSeveral,     // only one of its frames or images was used
  kOther,            // something about the file is unusual, but the whole image was decoded
  kSourceKept,       // a new file would only have been larger than the source's own bytes
};
inline constexpr size_t kWarningCount = 6;

// "partly_decoded", …: the form in the ledger and in JSON.
std::string_view WarningWord(Warning warning);
std::optional<Warning> ParseWarning(std::string_view word);

// A set of kinds.
class WarningSet {
 public:
  constexpr WarningSet() = default;
  // Not explicit: a single kind is also a set.
  constexpr WarningSet(Warning warning) { Add(warning); }

  constexpr void Add(Warning warning) { bits_ = static_cast<uint8_t>(bits_ | BitOf(warning)); }
  constexpr void Add(WarningSet others) { bits_ = static_cast<uint8_t>(bits_ | others.bits_); }
  [[nodiscard]] constexpr bool Has(Warning warning) const { return (bits_ & BitOf(warning)) != 0; }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
  // The most serious kind.
  [[nodiscard]] std::optional<Warning> First() const;

  constexpr bool operator==(const WarningSet&) const = default;

 private:
  static constexpr unsigned BitOf(Warning warning) { return 1U << static_cast<unsigned>(warning); }

  uint8_t bits_ = 0;
};

// The words in their order, separated by commas: "partly_decoded,one_of_several". "" if the set is
// empty.
std::string WarningWords(WarningSet warnings);
// Ignores words that this version does not know.
WarningSet ParseWarnings(std::string_view words);

// The warnings about one source: the texts for display, separated by "; ", and all of their kinds.
// Texts and kinds are always added together.
struct WarningText {
  WarningSet kinds;
  std::string text;

  [[nodiscard]] bool empty() const { return kinds.empty() && text.empty(); }
  bool operator==(const WarningText&) const = default;
};
void AddWarning(WarningText& warnings, Warning kind, std::string_view text);
void AddWarning(WarningText& warnings, const WarningText& more);

}  // namespace photomill
