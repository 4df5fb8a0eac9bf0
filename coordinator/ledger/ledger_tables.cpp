#include "coordinator/ledger/ledger_tables.h"

#include "common/base/limits.h"

namespace photomill {

namespace {

// It was no picture that workers decode: of such no more is read than tells so.
bool WasToldByHead(const SourceRow& row) {
  return row.reason == Reason::kNotAnImage || row.reason == Reason::kFormatNotAllowed;
}

}  // namespace

bool IsSamePicture(const SourceRow& known, const SourceRow& other) {
  if (known.version.size != other.version.size) return false;
  if (known.content != Digest{}) return known.content == other.content;
  return (known.first_scan == 0 || WasToldByHead(known)) && known.version == other.version;
}

std::string BoundedDetail(std::string_view detail) {
  size_t length = std::min(detail.size(), limits::kDetailBytesMax);
  const auto continues = [&](size_t at) {
    return (static_cast<unsigned char>(detail[at]) & 0xC0U) == 0x80U;
  };
  // UTF-8 has at most three continuation bytes; anything else is no text and may be cut anywhere.
  for (int i = 0; i < 3 && length < detail.size() && length > 0 && continues(length); ++i) {
    --length;
  }
  return std::string(detail.substr(0, length));
}

}  // namespace photomill
