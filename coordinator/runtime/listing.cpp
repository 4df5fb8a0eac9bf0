#include "coordinator/runtime/listing.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "common/base/text.h"
#include "common/storage/local_links.h"
#include "coordinator/scan/unlisted_scope.h"

namespace photomill {
namespace {

constexpr size_t kFoldersTold = 5;
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
  const size_t told = std::min(end.output_folders.size(), kFoldersTold);
  for (size_t i = 0; i < told; ++i) text += (i == 0 ? "" : ", ") + Quoted(end.output_folders[i]);
  if (end.output_folder_count > told) {
    text += " and " + std::to_string(end.output_folder_count - told) + " more";
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
    ledger_.SubmitScanEnd(end.complete, options_.accept_gone, ScopeOf(end));
  };
  return sink;
}

// Nothing is gone if there were more folders than the listing's end names.
std::function<bool(std::string_view)> Listing::ScopeOf(const ScanEnd& end) const {
  if (end.output_folder_count > end.output_folders.size()) return [](auto) { return false; };
  std::vector<std::string> folders = end.output_folders;
  folders.insert(folders.end(), preparation_.leave_out.begin(), preparation_.leave_out.end());
  std::function<bool(std::string_view)> is_behind_link;
  if (!options_.follow_links && preparation_.source_url.find("://") == std::string::npos) {
    is_behind_link = [root = preparation_.source_url](std::string_view key) {
      return IsBehindLink(root, key);
    };
  }
  return UnlistedScope(preparation_.filter, std::move(folders), std::move(is_behind_link));
}

bool Listing::Ends() {
  return scanner_.EndsWithin(kScanEnd);
}

std::string Listing::TakeNote() {
  return std::exchange(note_, {});
}

}  // namespace photomill
