#include "coordinator/ledger/sqlite/source_columns.h"

#include <algorithm>
#include <array>

namespace photomill {
namespace {

// What a column is in ledgers from before it was added.
struct Later {
  std::string_view column;
  int64_t since;  // schema
  std::string_view before;
};
constexpr std::array<Later, 16> kLater = {{{"content", 4, "''"},
                                           {"format", 4, "''"},
                                           {"revision", 4, "1"},
                                           {"otherwise", 4, "0"},
                                           {"waits", 4, "''"},
                                           {"outputs", 4, "-1"},
                                           {"first_scan", 4, "0"},
                                           {"decided", 4, "0"},
                                           {"warnings", 7, "''"},
                                           {"decided_at", 8, "0"},
                                           {"queue_us", 8, "0"},
                                           {"fetch_us", 8, "0"},
                                           {"decode_us", 8, "0"},
                                           {"derive_us", 8, "0"},
                                           {"encode_us", 8, "0"},
                                           {"publish_us", 8, "0"}}};

std::string_view ColumnOf(std::string_view column, int64_t schema) {
  const auto* found = std::find_if(kLater.begin(), kLater.end(),
                                   [&](const Later& later) { return later.column == column; });
  return found == kLater.end() || schema >= found->since ? column : found->before;
}

}  // namespace

std::string SourceColumnsOf(int64_t schema) {
  constexpr std::string_view kAll = PHOTOMILL_SOURCE_COLUMNS;
  std::string columns;
  for (size_t begin = 0; begin < kAll.size();) {
    const size_t end = std::min(kAll.find(',', begin), kAll.size());
    std::string_view column = kAll.substr(begin, end - begin);
    while (column.starts_with(' ')) column.remove_prefix(1);
    if (!columns.empty()) columns += ", ";
    columns += ColumnOf(column, schema);
    begin = end + 1;
  }
  return columns;
}

void ReadSourceRow(const Execution& execution, SourceRow& row) {
  row.id = SourceId{execution.Number(0)};
  row.key = execution.Text(1);
  row.version.size = static_cast<uint64_t>(execution.Number(2));
  row.version.mtime_ns = execution.Number(3);
  row.version.etag = execution.Text(4);
  // A word that this version does not know was written by hand; the source is processed again.
  row.state = ParseState(execution.Text(5)).value_or(SourceState::kPending);
  row.attempts = static_cast<uint32_t>(execution.Number(6));
  row.crashes = static_cast<uint32_t>(execution.Number(7));
  row.reason = ParseReason(execution.Text(8));
  row.detail = execution.Text(9);
  row.worker = execution.Text(10);
  row.lacks = DerivativeSet{static_cast<uint32_t>(execution.Number(11))};
  row.recipe = execution.Number(12);
  row.scan = execution.Number(13);
  row.first_scan = execution.Number(14);
  row.content = ParseDigest(execution.Text(15)).value_or(Digest{});
  row.format = ParseFileFormat(execution.Text(16)).value_or(FileFormat::kUnknown);
  row.revision = static_cast<uint32_t>(execution.Number(17));
  row.otherwise = DerivativeSet{static_cast<uint32_t>(execution.Number(18))};
  row.waits = ParseWaits(execution.Text(19));
  row.outputs = execution.Number(20);
  row.decided = execution.Number(21);
  row.warnings = ParseWarnings(execution.Text(22));
  row.decided_at = execution.Number(23);
  for (size_t i = 0; i < kStepCount; ++i) {
    row.times.microseconds[i] =
        static_cast<uint64_t>(std::max<int64_t>(0, execution.Number(24 + static_cast<int>(i))));
  }
}

}  // namespace photomill
