#include "worker/image/metadata/file_parts.h"

#include "common/container/byte_view.h"

namespace photomill {
namespace {

using sniff::ByteView;
using sniff::Endian;

constexpr uint8_t kStartOfScan = 0xDA;
constexpr uint8_t kEndOfImage = 0xD9;
constexpr uint8_t kFirstApp = 0xE0;
constexpr uint8_t kLastApp = 0xEF;

bool StandsAlone(uint8_t marker) {
  return marker == 0x01 || (marker >= 0xD0 && marker <= 0xD7);
}

std::string NameOf(uint8_t marker) {
  if (marker >= kFirstApp && marker <= kLastApp) return "APP" + std::to_string(marker - kFirstApp);
  return "OTHER";
}

}  // namespace

void VisitJpeg(std::string_view bytes, const VisitPart& visit) {
  const ByteView view(bytes);
  uint64_t at = 2;
  while (view.Has(at, 2) && view.U8(at) == 0xFF) {
    const uint8_t marker = view.U8(at + 1);
    if (marker == kStartOfScan || marker == kEndOfImage) return;
    if (marker == 0xFF) {
      ++at;
      continue;
    }
    if (StandsAlone(marker)) {
      at += 2;
      continue;
    }
    const uint64_t length = view.U16(at + 2);
    if (length < 2 || !view.Has(at + 2, length)) return;
    visit({NameOf(marker), view.Slice(at + 4, length - 2)});
    at += 2 + length;
  }
}

bool VisitPng(std::string_view bytes, const VisitPart& visit) {
  constexpr uint64_t kAround = 12;  // length, name, check sum
  const ByteView view(bytes);
  uint64_t at = 8;
  while (view.Has(at, kAround)) {
    const uint64_t length = view.U32(at);
    if (!view.Has(at + kAround, length)) return false;
    const std::string name(view.Slice(at + 4, 4));
    visit({name, view.Slice(at + 8, length)});
    at += kAround + length;
    if (name == "IEND") return at == view.size();
  }
  return false;
}

void VisitWebp(std::string_view bytes, const VisitPart& visit) {
  const ByteView view(bytes, Endian::kLittle);
  uint64_t at = 12;
  while (view.Has(at, 8)) {
    const uint64_t length = view.U32(at + 4);
    if (!view.Has(at + 8, length)) return;
    visit({std::string(view.Slice(at, 4)), view.Slice(at + 8, length)});
    at += 8 + length + length % 2;
  }
}

}  // namespace photomill
