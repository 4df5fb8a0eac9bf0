#include "coordinator/ledger/rules/each_row.h"

#include <string>
#include <utility>
#include <vector>

namespace photomill {
namespace {

constexpr size_t kRowsAtOnce = 10'000;

}  // namespace

void EachSource(LedgerTables& tables, const std::function<bool(const SourceRow&)>& wanted,
                const std::function<void(SourceId)>& visit) {
  SourceId after{0};
  for (bool at_end = false; !at_end && !tables.failure();) {
    std::vector<SourceId> ids;
    at_end = tables.sources().ReadAfter(after, [&](const SourceRow& row) {
      if (ids.size() >= kRowsAtOnce) return false;
      after = row.id;
      if (wanted(row)) ids.push_back(row.id);
      return true;
    });
    for (const SourceId id : ids) visit(id);
  }
}

void EachLeftBehind(LedgerTables& tables,
                    const std::function<void(SourceId, const OwnFile&)>& visit) {
  std::string after;
  for (bool at_end = false; !at_end && !tables.failure();) {
    std::vector<std::pair<SourceId, OwnFile>> files;
    at_end = tables.outputs().ReadReplaced(after, [&](SourceId source, const OwnFile& file) {
      if (files.size() >= kRowsAtOnce) return false;
      files.emplace_back(source, file);
      return true;
    });
    for (const auto& [source, file] : files) visit(source, file);
    if (!files.empty()) after = files.back().second.key;
  }
}

}  // namespace photomill
