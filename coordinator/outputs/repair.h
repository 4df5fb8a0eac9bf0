// Makes pending again what a verification found missing or damaged. All changes are one
// transaction: nothing is changed if so many outputs are missing that the destination is probably
// not as it should be.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "common/base/result.h"
#include "coordinator/ledger/output_editor.h"
#include "coordinator/outputs/verifier.h"

namespace photomill {

struct RepairRules {
  bool accept_missing = false;   // whatever their number
  bool replace_changed = false;  // also files that somebody has edited
};

struct RepairCounts {
  int64_t reopened = 0;  // outputs that the next run makes
  int64_t retried = 0;   // photos with such outputs that had failed
  int64_t kept = 0;      // changed or unreadable files, which stay as they are
};

class Repair {
 public:
  // The caller holds the state lock.
  Repair(std::unique_ptr<OutputEditor> editor, RepairRules rules)
      : editor_(std::move(editor)), rules_(rules) {}
  Repair(Repair&&) = default;
  Repair& operator=(Repair&&) = delete;
  ~Repair();  // without Finish, nothing changes

  // Failures stick, and Finish returns the first one.
  void Take(const CheckedFile& file);
  void Take(const SourceOutputs& lacking);

  // Makes the changes durable. Fails, and changes nothing, if too many outputs are missing.
  Result<RepairCounts> Finish(const VerifyCounts& found);

 private:
  void Remake(const SeenOutput& output, std::optional<Digest> present);

  std::unique_ptr<OutputEditor> editor_;
  const RepairRules rules_;
  RepairCounts counts_;
  Status broken_;
};

}  // namespace photomill
