#include "coordinator/outputs/repair.h"

#include <fmt/core.h>

#include <utility>

#include "common/base/text.h"

namespace photomill {
namespace {

Failure TooMany(const VerifyCounts& found) {
  return Invalid(fmt::format(
      "{} of {} outputs are missing, more than one in ten: nothing was repaired. Check that the "
      "whole destination is there; to make them all again, add --accept_missing",
      HumanCount(static_cast<uint64_t>(found[FileFinding::kMissing])),
      HumanCount(static_cast<uint64_t>(found.checked))));
}

}  // namespace

Repair::~Repair() {
  if (editor_) (void)editor_->Close();
}

void Repair::Take(const CheckedFile& file) {
  const RecordedOutput& output = file.output;
  const SeenOutput seen{output.source, output.derivative, output.key, output.content};
  switch (file.finding) {
    case FileFinding::kRight:
      return;
    case FileFinding::kMissing:
    case FileFinding::kUndecodable:
      return Remake(seen, std::nullopt);
    case FileFinding::kChanged:
      // A file that photomill did not write is never replaced.
      if (rules_.replace_changed && file.present && !output.found) {
        return Remake(seen, file.present);
      }
      break;
    case FileFinding::kUnreadable:
      break;
  }
  ++counts_.kept;
}

void Repair::Take(const SourceOutputs& lacking) {
  const Result<bool> reopened = editor_->RemakeLacking(lacking.id);
  if (!reopened && broken_) broken_ = reopened.failure();
  if (reopened && *reopened) counts_.reopened += static_cast<int64_t>(lacking.lacking.size());
}

void Repair::Remake(const SeenOutput& output, std::optional<Digest> present) {
  const Result<Remade> remade = editor_->Remake(output, present);
  if (!remade && broken_) broken_ = remade.failure();
  if (!remade || *remade == Remade::kNothing) return;
  ++counts_.reopened;
  if (*remade == Remade::kRetried) ++counts_.retried;
}

Result<RepairCounts> Repair::Finish(const VerifyCounts& found) {
  Status done = broken_;
  if (done && !rules_.accept_missing &&
      TooManyMissing(found[FileFinding::kMissing], found.checked)) {
    done = TooMany(found);
  }
  if (done) done = editor_->Commit();
  const Status closed = std::exchange(editor_, nullptr)->Close();
  if (!done) return done.failure();
  if (!closed) return closed.failure();
  return counts_;
}

}  // namespace photomill
