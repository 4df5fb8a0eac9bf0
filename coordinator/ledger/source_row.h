// Rows of sources and outputs, as values. SCHEMA.md explains the columns.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/digest.h"
#include "common/base/failure.h"
#include "common/base/file_format.h"
#include "common/base/ids.h"
#include "common/base/instant.h"
#include "common/base/object_version.h"
#include "common/model/outcome.h"
#include "common/model/recipe.h"
#include "common/model/revision.h"
#include "common/model/task.h"
#include "common/model/warning.h"
#include "coordinator/core/source_state.h"

namespace photomill {

// Why a source cannot be processed yet, or need not be.
enum class Waits : uint8_t {
  kNo,
  kName,      // for the fate of a source that holds a name that it wants
  kIdentity,  // the same, but it is read meanwhile to see whether it is a moved source
  kLook,      // it has no name, but is read: if it is not an image it needs none
  // Finished and touched: its row is valid unless its content proves to be different. It is read if
  // this run has listed it and not decided it yet.
  kCompare,
};

// The word in the ledger: "name"; "" for kNo.
std::string_view WaitsWord(Waits waits);
Waits ParseWaits(std::string_view word);

struct SourceRow {
  SourceId id;
  std::string key;
  ObjectVersion version;
  SourceState state = SourceState::kPending;
  std::optional<Reason> reason;
  std::string detail;   // of the reason or, without a reason, of the warnings
  WarningSet warnings;  // of a done source, or one that was done and can be again unchanged
  std::string worker;   // the worker of the last attempt
  uint32_t attempts = 0;
  uint32_t crashes = 0;
  DerivativeSet lacks;     // bits in the order of this run's recipe, while pending
  int64_t recipe = 0;      // row of the recipe under which the state was reached
  int64_t scan = 0;        // the run that listed it last
  int64_t first_scan = 0;  // the run that listed it first; 0: before this was recorded
  Digest content;          // digest of the source's bytes in this version; all zero: unknown
  FileFormat format = FileFormat::kUnknown;
  uint32_t revision = kRevision;  // of the readers and rules that led to the state
  DerivativeSet otherwise;        // named by Derivative::otherwise, bits as in `lacks`
  Waits waits = Waits::kNo;       // while pending; kCompare: while not pending
  int64_t decided = 0;            // the run that recorded its outcome; 0: none or unknown
  int64_t outputs = 0;            // number of output rows; -1: not counted yet
  UnixMillis decided_at = 0;      // when its outcome was recorded; 0: as for `decided`
  StepTimes times;                // of the attempt that decided it
};

// The source waits for the next run because `photomill retry` reopened it.
inline bool IsReopened(const SourceRow& row) {
  return row.state == SourceState::kPending && row.recipe == 0;
}

struct OutputRow {
  std::string derivative;  // the derivative's name
  int64_t made_by = 0;     // row of the derivative's definition; 0: from an earlier source version
  std::string key;
  uint64_t bytes = 0;
  uint32_t width = 0;
  uint32_t height = 0;
  Digest content;
  uint32_t revision = kRevision;  // of the readers and rules that made it
  bool found = false;             // a third-party file with exactly the bytes of the output
};

}  // namespace photomill
