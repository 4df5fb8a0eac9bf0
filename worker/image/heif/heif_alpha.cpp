#include "worker/image/heif/heif_alpha.h"

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "common/container/iso_box.h"
#include "common/sniff/heif_items.h"

namespace photomill::heif {
namespace {

// The handle of the alpha refers to the context.
Result<HandlePointer> AlphaHandle(heif_context* context, uint32_t item) {
  const Result<HandlePointer> primary = PrimaryPicture(context);
  if (!primary) return primary.failure();
  heif_image_handle* alpha = nullptr;
  const Status found =
      StatusOf(heif_image_handle_get_auxiliary_image_handle(primary->get(), item, &alpha));
  if (!found) return found.failure();
  return HandlePointer(alpha);
}

FittedAlpha Fitted(const uint8_t* from, ptrdiff_t stride, uint32_t from_width, uint32_t from_height,
                   int bits, uint32_t width, uint32_t height) {
  const size_t sample = bits > 8 ? 2 : 1;
  FittedAlpha alpha{std::vector<uint8_t>(sample * width * height), bits};
  const uint32_t columns = std::min(width, from_width);
  for (uint32_t y = 0; y < height; ++y) {
    const uint8_t* row = from + std::min(y, from_height - 1) * stride;
    uint8_t* to = alpha.samples.data() + sample * width * y;
    std::memcpy(to, row, sample * columns);
    for (uint32_t x = columns; x < width; ++x) {
      std::memcpy(to + sample * x, row + sample * (columns - 1), sample);
    }
  }
  return alpha;
}

}  // namespace

std::optional<uint32_t> AlphaOfOtherSize(std::string_view bytes) {
  IsoBoxes boxes(bytes, "the HEIF");
  while (const std::optional<IsoBox> box = boxes.Next()) {
    if (box->type != "meta") continue;
    const Result<sniff::HeifItems> items = sniff::HeifItems::Read(box->body);
    if (!items) return std::nullopt;
    const sniff::HeifItem& primary = *items->Find(items->BaseOf(items->primary_id()));
    for (const uint32_t alpha : items->AlphaOf(primary)) {
      if (items->ShownSize(*items->Find(alpha)) != items->ShownSize(primary)) return alpha;
    }
    return std::nullopt;
  }
  return std::nullopt;
}

Result<FittedAlpha> DecodeAlpha(std::string_view bytes, uint32_t item, uint32_t width,
                                uint32_t height) {
  const Result<OpenFile> file = Open(bytes);
  if (!file) return file.failure();
  const Result<HandlePointer> handle = AlphaHandle(file->context.get(), item);
  if (!handle) return handle.failure();
  heif_image* decoded = nullptr;
  // libheif, too, uses the brightness as coded, without converting its range.
  const Status status = StatusOf(
      heif_decode_image(handle->get(), &decoded, heif_colorspace_YCbCr, heif_chroma_420, nullptr));
  if (!status) return status.failure();
  const ImagePointer image(decoded);
  int stride = 0;
  const uint8_t* samples = heif_image_get_plane_readonly(decoded, heif_channel_Y, &stride);
  const int bits = heif_image_get_bits_per_pixel_range(decoded, heif_channel_Y);
  const int from_width = heif_image_get_width(decoded, heif_channel_Y);
  const int from_height = heif_image_get_height(decoded, heif_channel_Y);
  if (samples == nullptr || bits < 1 || bits > 16 || from_width < 1 || from_height < 1) {
    return Failure{Reason::kCorrupt, "its alpha has no samples"};
  }
  return Fitted(samples, stride, static_cast<uint32_t>(from_width),
                static_cast<uint32_t>(from_height), bits, width, height);
}

}  // namespace photomill::heif
