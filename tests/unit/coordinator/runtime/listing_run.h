// A listing in the hand of a test: it lists a folder that the test fills, and hands what it finds to
// the thread of a ledger in memory.
#pragma once

#include <poll.h>

#include <optional>
#include <utility>
#include <variant>

#include "common/os/clock.h"
#include "coordinator/runtime/listing.h"
#include "tests/support/memory_ledger.h"
#include "tests/unit/common/os/temp_folder.h"
#include "tests/unit/coordinator/runtime/ledger_thread_run.h"

namespace photomill {

class ListingRun {
 public:
  ListingRun() { preparation.source = *OpenStore(photos.path()); }

  // Made when it is first asked for, from `options` and `preparation` as they are then.
  Listing& listing() {
    if (!listing_) listing_.emplace(options, preparation, thread_, clock_);
    return *listing_;
  }

  // Lists everything, and returns what the loop hears about the end.
  ledger_reply::ScanDone ListAll() {
    listing().Start();
    for (;;) {
      LedgerReply reply;
      if (!thread_.Poll(reply)) {
        pollfd ready{thread_.fd(), POLLIN, 0};
        poll(&ready, 1, -1);
      } else if (const auto* done = std::get_if<ledger_reply::ScanDone>(&reply)) {
        return *done;
      }
    }
  }

  [[nodiscard]] Tally Known() const { return thread_.DurableTally(); }

  TempFolder photos;
  CoordinatorOptions options;
  Preparation preparation;

 private:
  const SystemClock clock_;
  LedgerThread thread_{std::move(OpenMemoryLedger(MakeMemoryDisk(), ThreadOptions())->ledger)};
  std::optional<Listing> listing_;
};

}  // namespace photomill
