// Everything that a ledger has about one source, and how a key of the destination belongs to one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "coordinator/ledger/progress_row.h"
#include "coordinator/ledger/source_row.h"

namespace photomill {

// What becomes of a recorded output.
enum class OutputFate : uint8_t {
  kCurrent,       // as the last run's recipe wants it
  kToBeReplaced,  // of an earlier version of the source, or of the derivative
  kNotWanted,     // the recipe has no such derivative any longer
  kOrphan,        // its source is gone
};

struct OutputAccount {
  OutputRow row;
  OutputFate fate = OutputFate::kCurrent;
};

// The source that holds a name for which another one waits.
struct NameHolder {
  std::string key;
  SourceState state = SourceState::kPending;
};

struct SourceAccount {
  SourceRow row;
  std::vector<OutputAccount> outputs;
  std::vector<AttemptRow> attempts;       // unsuccessful ones, the oldest first
  std::optional<NameHolder> waits_for{};  // only during a run
};

// How a key of the destination store belongs to a source.
enum class OutputTie : uint8_t {
  kOutput,    // it is its output
  kClaim,     // the source has the name, but not the file yet
  kReplaced,  // it was its output, and was left when the output got another key
  kOwnFile,   // photomill wrote it, or may have, for a source that is not known
};

struct OutputOwner {
  OutputTie tie = OutputTie::kOutput;
  std::string source;  // the source's key; empty for kOwnFile
};

}  // namespace photomill
