#include "coordinator/ledger/rules/ledger_tables.h"

#include <algorithm>

#include "common/base/limits.h"

namespace photomill {

bool IsSamePicture(const SourceRow& known, const SourceRow& other) {
  if (known.version.size != other.version.size) return false;
  if (known.content != Digest{}) return known.content == other.content;
  // Files that are not images are read only far enough to determine that.
  return (known.first_scan == 0 || EndedAsNoPicture(known)) && known.version == other.version;
}

std::string BoundedDetail(std::string_view detail) {
  size_t length = std::min(detail.size(), limits::kDetailBytesMax);
  const auto continues = [&](size_t at) {
    return (static_cast<unsigned char>(detail[at]) & 0xC0U) == 0x80U;
  };
  // UTF-8 has at most three continuation bytes; anything else is not text and can be cut anywhere.
  for (int i = 0; i < 3 && length < detail.size() && length > 0 && continues(length); ++i) {
    --length;
  }
  return std::string(detail.substr(0, length));
}

void SetFailure(SourceRow& row, Reason reason, std::string_view detail) {
  row.reason = reason;
  row.detail = BoundedDetail(detail);
  row.warnings = {};
}

void SetWarnings(SourceRow& row, WarningSet warnings, std::string_view detail) {
  row.reason.reset();
  row.detail = BoundedDetail(detail);
  row.warnings = warnings;
}

void ForgetReason(SourceRow& row) {
  SetWarnings(row, {}, {});
}

}  // namespace photomill
