// The listing of a run: the scanner with what it is to list, and what became of it. The scanner's
// thread hands what it finds to the ledger's thread; the figures are the loop's to read once the
// ledger has told it that the scan ended.
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
  // All of them outlive the listing.
  Listing(const CoordinatorOptions& options, const Preparation& preparation, LedgerThread& ledger,
          const Clock& clock);

  void Start() { scanner_.Start(); }
  void Stop() { scanner_.Stop(); }
  // Whether the listing ends, now that nobody needs it. If its store hangs, nothing but the end of
  // the process ends it.
  [[nodiscard]] bool Ends();

  // Whether there was more than --limit.
  [[nodiscard]] bool limited() const { return limited_; }

  // --- Once the scan has ended ---
  [[nodiscard]] const LeftOut& left_out() const { return left_out_; }
  // Which folders were left out as outputs of other migrations, once; empty: none.
  std::string TakeNote();

 private:
  ScanSink MakeSink();

  const CoordinatorOptions& options_;
  const Preparation& preparation_;
  LedgerThread& ledger_;
  std::atomic<bool> limited_{false};
  LeftOut left_out_;  // the scanner's until the loop knows that the scan ended
  std::string note_;  // likewise
  Scanner scanner_;
};

}  // namespace photomill
