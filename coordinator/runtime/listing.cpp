#include "coordinator/runtime/listing.h"

#include <fmt/core.h>

#include <utility>
#include <vector>

#include "common/base/text.h"

namespace photomill {
namespace {

constexpr seconds kScanEnd{3};  // for the listing to end after it was told to

ScanOptions MakeScanOptions(const CoordinatorOptions& options, const Preparation& preparation) {
  ScanOptions scan;
  scan.filter = preparation.filter;
  if (options.limit > 0) scan.limit = options.limit;
  scan.follow_links = options.follow_links;
  scan.leave_out = preparation.leave_out;
  return scan;
}

// Photos among the outputs of another migration are not migrated; the user is informed.
std::string OutputFoldersText(const ScanEnd& end) {
  if (end.output_folder_count == 0) return {};
  std::string text = "left out, because they contain outputs of migrations: ";
  for (size_t i = 0; i < end.output_folders.size(); ++i) {
    text += (i == 0 ? "" : ", ") + Quoted(end.output_folders[i]);
  }
  if (end.output_folder_count > end.output_folders.size()) {
    text += fmt::format(" and {} more", end.output_folder_count - end.output_folders.size());
  }
  return text;
}

}  // namespace

Listing::Listing(const CoordinatorOptions& options, const Preparation& preparation,
                 LedgerThread& ledger, const Clock& clock)
    : options_(options),
      preparation_(preparation),
      ledger_(ledger),
      scanner_(*preparation.source, MakeScanOptions(options, preparation), MakeSink(),
               [&clock] { return clock.Now(); }) {}

// Called on the scanner's thread.
ScanSink Listing::MakeSink() {
  ScanSink sink;
  sink.on_batch = [this](ScanBatch batch) {
    std::vector<ScanError> errors;
    for (ScanFault& fault : batch.errors) {
      errors.push_back({std::move(fault.key), std::move(fault.failure)});
    }
    return ledger_.SubmitScan(std::move(batch.objects), std::move(errors));
  };
  sink.on_end = [this](const ScanEnd& end) {
    if (end.stopped) return;
    limited_ = end.limited;
    left_out_ = end.left_out;
    note_ = OutputFoldersText(end);
    ledger_.SubmitScanEnd(
        end.complete, options_.accept_gone,
        [filter = preparation_.filter](std::string_view key) { return filter.InScope(key); });
  };
  return sink;
}

bool Listing::Ends() {
  return scanner_.EndsWithin(kScanEnd);
}

std::string Listing::TakeNote() {
  return std::exchange(note_, {});
}

}  // namespace photomill
