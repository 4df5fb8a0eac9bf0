// The listing of a run: the scanner, its settings and its results. The scanner's thread passes what
// it finds to the ledger's thread. The loop may read the figures once the ledger has reported that
// the scan ended.
#pragma once

#include <atomic>
#include <functional>
#include <string>

#include "common/os/clock.h"
#include "coordinator/core/left_out.h"
#include "coordinator/runtime/ledger_thread.h"
#include "coordinator/scan/scanner.h"
#include "coordinator/start/options.h"
#include "coordinator/start/preparation.h"

namespace photomill {

class Listing {
 public:
  // All of these must outlive the listing.
  Listing(const CoordinatorOptions& options, const Preparation& preparation, LedgerThread& ledger,
          const Clock& clock);

  void Start() { scanner_.Start(); }
  void Stop() { scanner_.Stop(); }
  // Whether the listing ends, now that nobody needs it. If its store hangs, only the end of the
  // process ends it.
  [[nodiscard]] bool Ends();

  // Whether there were more files than --limit.
  [[nodiscard]] bool limited() const { return limited_; }

  // --- Once the scan has ended ---
  [[nodiscard]] const LeftOut& left_out() const { return left_out_; }
  // The folders left out as outputs of other migrations; returned once. Empty: none.
  std::string TakeNote();

 private:
  ScanSink MakeSink();
  [[nodiscard]] std::function<bool(std::string_view)> ScopeOf(const ScanEnd& end) const;

  const CoordinatorOptions& options_;
  const Preparation& preparation_;
  LedgerThread& ledger_;
  std::atomic<bool> limited_{false};
  LeftOut left_out_;  // belongs to the scanner until the loop knows that the scan ended
  std::string note_;  // likewise
  Scanner scanner_;
};

}  // namespace photomill
