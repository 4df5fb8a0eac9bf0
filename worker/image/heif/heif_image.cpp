#include "worker/image/heif/heif_image.h"

#include <cstddef>
#include <cstring>

namespace photomill::heif {
namespace {

constexpr heif_channel kChannels[] = {heif_channel_Y, heif_channel_Cb, heif_channel_Cr};

heif_error CopyPlane(const CodedPlane& plane, heif_channel channel, heif_image* image) {
  if (plane.width <= 0 || plane.height <= 0) {
    return {heif_error_Decoder_plugin_error, heif_suberror_Invalid_image_size, "it is empty"};
  }
  const heif_error added =
      heif_image_add_plane(image, channel, plane.width, plane.height, plane.bits);
  if (added.code != heif_error_Ok) return added;
  int stride = 0;
  const uint8_t* from = plane.samples;
  uint8_t* to = heif_image_get_plane(image, channel, &stride);
  const size_t row_bytes = static_cast<size_t>(plane.width) * (plane.bits > 8 ? 2 : 1);
  for (int y = 0; y < plane.height; ++y, from += plane.stride, to += stride) {
    std::memcpy(to, from, row_bytes);
  }
  return kFine;
}

heif_error SetColours(const CodedImage& coded, heif_image* image) {
  const NclxPointer nclx(heif_nclx_color_profile_alloc());
  if (nclx == nullptr) return kNoMemory;
  const auto warn = [&](const heif_error& error) {
    if (error.code != heif_error_Ok) heif_image_add_decoding_warning(image, error);
  };
  warn(heif_nclx_color_profile_set_color_primaries(nclx.get(), coded.primaries));
  warn(heif_nclx_color_profile_set_transfer_characteristics(nclx.get(), coded.transfer));
  warn(heif_nclx_color_profile_set_matrix_coefficients(nclx.get(), coded.matrix));
  nclx->full_range_flag = coded.full_range ? 1 : 0;
  return heif_image_set_nclx_color_profile(image, nclx.get());
}

}  // namespace

heif_error MakeImage(const CodedImage& coded, ImagePointer& image) {
  const CodedPlane& luma = coded.planes.front();
  const bool grey = coded.chroma == heif_chroma_monochrome;
  heif_image* made = nullptr;
  const heif_error created = heif_image_create(
      luma.width, luma.height, grey ? heif_colorspace_monochrome : heif_colorspace_YCbCr,
      coded.chroma, &made);
  if (created.code != heif_error_Ok) return created;
  image.reset(made);
  for (size_t i = 0; i < coded.planes.size(); ++i) {
    if (coded.planes[i].bits != luma.bits) {
      return {heif_error_Unsupported_feature, heif_suberror_Unsupported_color_conversion,
              "its chroma has another depth than its luma"};
    }
    const heif_error copied = CopyPlane(coded.planes[i], kChannels[i], made);
    if (copied.code != heif_error_Ok) return copied;
  }
  return SetColours(coded, made);
}

}  // namespace photomill::heif
