#include "worker/image/colour/icc_profile.h"

#include "common/container/byte_view.h"

namespace photomill {
namespace {

constexpr uint64_t kHeaderBytes = 128;
constexpr uint64_t kTagBytes = 12;
constexpr uint32_t kIntents = 4;

bool TagsLieWithin(const ByteView& view) {
  const uint64_t tags = view.U32(kHeaderBytes);
  if (!view.Has(kHeaderBytes + 4, tags * kTagBytes)) return false;
  for (uint64_t i = 0; i < tags; ++i) {
    const uint64_t tag = kHeaderBytes + 4 + i * kTagBytes;
    if (!view.Has(view.U32(tag + 4), view.U32(tag + 8))) return false;
  }
  return true;
}

// Whether the profile describes an image's colours, rather than being a device link or an effect.
bool DescribesRgb(const ByteView& view) {
  const bool device =
      view.Is(12, "mntr") || view.Is(12, "scnr") || view.Is(12, "prtr") || view.Is(12, "spac");
  return device && view.Is(16, "RGB ") && (view.Is(20, "XYZ ") || view.Is(20, "Lab ")) &&
         view.Is(36, "acsp");
}

}  // namespace

std::string_view SoundRgbProfile(std::string_view icc) {
  const uint64_t bytes = ByteView(icc).U32(0);
  if (bytes < kHeaderBytes + 4 || bytes > icc.size()) return {};
  const std::string_view profile = icc.substr(0, bytes);
  const ByteView view(profile);
  const bool aligned = view.U8(8) < 4 || bytes % 4 == 0;  // since version 4
  const bool sound =
      aligned && DescribesRgb(view) && view.U32(64) < kIntents && TagsLieWithin(view);
  return sound ? profile : std::string_view();
}

}  // namespace photomill
