// What may be said of a done source: it is there, but a person may want to look at it. Workers say
// the kind with each text, the wire carries the set of kinds, and the ledger keeps it: nobody reads
// the texts, which are for people.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace photomill {

// The gravest first: a source counts once, under the first that it has.
enum class Warning : uint8_t {
  kPartlyDecoded,    // a part of a damaged picture was kept, the rest is made up
  kColoursLeftOut,   // what it says of its colours could not be used or kept
  kMetadataLeftOut,  // of the metadata to be copied, some could not be
  kOneOfSeveral,     // one of its frames or pictures was used
  kOther,            // the decoder reported a problem and decoded the whole picture
  kSourceKept,       // a new file would only have been larger than the source's own bytes
};
inline constexpr size_t kWarningCount = 6;

// "partly_decoded", …: as the ledger and JSON write it.
std::string_view WarningWord(Warning warning);
std::optional<Warning> ParseWarning(std::string_view word);

// A set of kinds.
class WarningSet {
 public:
  constexpr WarningSet() = default;
  // Not explicit: one kind is a set.
  constexpr WarningSet(Warning warning) { Add(warning); }

  constexpr void Add(Warning warning) { bits_ = static_cast<uint8_t>(bits_ | BitOf(warning)); }
  constexpr void Add(WarningSet others) { bits_ = static_cast<uint8_t>(bits_ | others.bits_); }
  [[nodiscard]] constexpr bool Has(Warning warning) const { return (bits_ & BitOf(warning)) != 0; }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
  // The gravest one.
  [[nodiscard]] std::optional<Warning> First() const;

  constexpr bool operator==(const WarningSet&) const = default;

 private:
  static constexpr unsigned BitOf(Warning warning) { return 1U << static_cast<unsigned>(warning); }

  uint8_t bits_ = 0;
};

// The words in their order, with commas between them: "partly_decoded,one_of_several"; "" of none.
std::string WarningWords(WarningSet warnings);
// Skips words that this version does not know.
WarningSet ParseWarnings(std::string_view words);

// What is said of one source: the texts for people, "; " between them, and the kinds of all of
// them. Texts and kinds come together: none is added without the other.
struct WarningText {
  WarningSet kinds;
  std::string text;

  [[nodiscard]] bool empty() const { return kinds.empty() && text.empty(); }
  bool operator==(const WarningText&) const = default;
};
void AddWarning(WarningText& warnings, Warning kind, std::string_view text);
void AddWarning(WarningText& warnings, const WarningText& more);

}  // namespace photomill
