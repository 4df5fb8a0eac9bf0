// Damages a ledger.db in any way, or the log that a killed run left next to it. The first byte
// selects the file. Then come pieces of damage: one byte for the kind, three for the position, and
// the new content.
#include <algorithm>

#include "tests/fuzz/state/ledger_box.h"
#include "tests/fuzz/support.h"

namespace photomill::fuzz {
namespace {

constexpr size_t kPieces = 16;
constexpr size_t kFillMax = 4096;

void Damage(InputReader& reader, std::string& bytes) {
  for (size_t i = 0; i < kPieces && !reader.empty(); ++i) {
    const uint64_t kind = reader.Number(1) % 4;
    const size_t at = bytes.empty() ? 0 : reader.Number(3) % bytes.size();
    if (kind == 0) {
      const std::string_view text = reader.ShortText();
      bytes.replace(at, std::min(text.size(), bytes.size() - at), text);
    } else if (kind == 1) {
      const size_t count = std::min<size_t>(reader.Number(2) % kFillMax, bytes.size() - at);
      bytes.replace(at, count, count, static_cast<char>(reader.Number(1)));
    } else if (kind == 2) {
      bytes.resize(at);
    } else {
      bytes += reader.ShortText();
    }
  }
}

}  // namespace

void FuzzOne(std::string_view input) {
  InputReader reader(input);
  const uint64_t choice = reader.Number(1) % 4;
  LedgerFiles files = choice <= 1 ? ClosedLedger() : KilledLedger();
  if (choice == 0) {
    files.ledger = reader.rest();
  } else {
    Damage(reader, choice == 2 ? files.log : files.ledger);
  }
  PutLedger(files);
  (void)UseLedger();
}

}  // namespace photomill::fuzz
