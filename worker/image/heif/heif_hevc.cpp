#include "worker/image/heif/heif_hevc.h"

#include <libde265/de265.h>
#include <libheif/heif.h>
#include <libheif/heif_plugin.h>

#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <string_view>

#include "worker/image/heif/heif_support.h"
#include "worker/image/heif/hevc_decoder.h"
#include "worker/image/library/warning_kind.h"

namespace photomill::heif {
namespace {

using ImagePointer = std::unique_ptr<heif_image, Freed<heif_image_release>>;
using NclxPointer = std::unique_ptr<heif_color_profile_nclx, Freed<heif_nclx_color_profile_free>>;

constexpr int kPluginVersion = 3;  // supported by libheif 1.15
constexpr int kPriority = 200;     // libheif's own decoder has 100

constexpr heif_error kFine{heif_error_Ok, heif_suberror_Unspecified, "Success"};
constexpr heif_error kNoMemory{heif_error_Memory_allocation_error, heif_suberror_Unspecified,
                               "not enough memory for the image"};

heif_error ErrorOf(const std::optional<HevcFault>& fault) {
  if (!fault) return kFine;
  if (fault->memory) return kNoMemory;
  return {heif_error_Decoder_plugin_error, heif_suberror_Unspecified, fault->text};
}

// --- The image in libheif's form

heif_error CopyPlane(const de265_image* picture, int plane, heif_channel channel,
                     heif_image* image) {
  const int bits = de265_get_bits_per_pixel(picture, plane);
  if (bits != de265_get_bits_per_pixel(picture, 0)) {
    return {heif_error_Unsupported_feature, heif_suberror_Unsupported_color_conversion,
            "its chroma has another depth than its luma"};
  }
  const int width = de265_get_image_width(picture, plane);
  const int height = de265_get_image_height(picture, plane);
  if (width <= 0 || height <= 0) {
    return {heif_error_Decoder_plugin_error, heif_suberror_Invalid_image_size, "it is empty"};
  }
  const heif_error added = heif_image_add_plane(image, channel, width, height, bits);
  if (added.code != heif_error_Ok) return added;
  int from_stride = 0;
  int to_stride = 0;
  const uint8_t* from = de265_get_image_plane(picture, plane, &from_stride);
  uint8_t* to = heif_image_get_plane(image, channel, &to_stride);
  const size_t row_bytes = static_cast<size_t>(width) * (bits > 8 ? 2 : 1);
  for (int y = 0; y < height; ++y, from += from_stride, to += to_stride) {
    std::memcpy(to, from, row_bytes);
  }
  return kFine;
}

// The stream's colour information. libheif prefers that of the file's boxes.
heif_error SetColours(const de265_image* picture, heif_image* image) {
  const NclxPointer nclx(heif_nclx_color_profile_alloc());
  if (nclx == nullptr) return kNoMemory;
  const auto warn = [&](const heif_error& error) {
    if (error.code != heif_error_Ok) heif_image_add_decoding_warning(image, error);
  };
  const auto code = [](int number) { return static_cast<uint16_t>(number); };
  warn(heif_nclx_color_profile_set_color_primaries(
      nclx.get(), code(de265_get_image_colour_primaries(picture))));
  warn(heif_nclx_color_profile_set_transfer_characteristics(
      nclx.get(), code(de265_get_image_transfer_characteristics(picture))));
  warn(heif_nclx_color_profile_set_matrix_coefficients(
      nclx.get(), code(de265_get_image_matrix_coefficients(picture))));
  nclx->full_range_flag = de265_get_image_full_range_flag(picture) != 0 ? 1 : 0;
  return heif_image_set_nclx_color_profile(image, nclx.get());
}

heif_error ImageOf(const de265_image* picture, ImagePointer& image) {
  const de265_chroma chroma = de265_get_chroma_format(picture);
  const bool grey = chroma == de265_chroma_mono;
  heif_image* made = nullptr;
  // Both libraries number chroma formats like H.265.
  const heif_error created =
      heif_image_create(de265_get_image_width(picture, 0), de265_get_image_height(picture, 0),
                        grey ? heif_colorspace_monochrome : heif_colorspace_YCbCr,
                        static_cast<heif_chroma>(chroma), &made);
  if (created.code != heif_error_Ok) return created;
  image.reset(made);
  constexpr heif_channel kChannels[] = {heif_channel_Y, heif_channel_Cb, heif_channel_Cr};
  for (int plane = 0; plane < (grey ? 1 : 3); ++plane) {
    const heif_error copied = CopyPlane(picture, plane, kChannels[plane], made);
    if (copied.code != heif_error_Ok) return copied;
  }
  return SetColours(picture, made);
}

// --- Called by libheif

const char* Name() {
  return "libde265, checked by photomill";
}

void Initialise() {
  de265_init();
}

void Deinitialise() {
  de265_free();
}

int PriorityFor(heif_compression_format format) {
  return format == heif_compression_HEVC ? kPriority : 0;
}

heif_error NewDecoder(void** decoder) {
  try {
    *decoder = std::make_unique<HevcDecoder>().release();
    return kFine;
  } catch (const std::bad_alloc&) {
    return kNoMemory;
  }
}

void FreeDecoder(void* decoder) {
  const std::unique_ptr<HevcDecoder> freed(static_cast<HevcDecoder*>(decoder));
}

heif_error PushData(void* decoder, const void* data, size_t size) {
  try {
    return ErrorOf(
        static_cast<HevcDecoder*>(decoder)->Push({static_cast<const char*>(data), size}));
  } catch (const std::bad_alloc&) {
    return kNoMemory;
  }
}

heif_error DecodeImage(void* decoder, heif_image** image) {
  try {
    auto* hevc = static_cast<HevcDecoder*>(decoder);
    const heif_error decoded = ErrorOf(hevc->Decode());
    if (decoded.code != heif_error_Ok) return decoded;
    ImagePointer made;
    const heif_error copied = ImageOf(hevc->picture(), made);
    if (copied.code != heif_error_Ok) return copied;
    *image = made.release();
    return kFine;
  } catch (const std::bad_alloc&) {
    return kNoMemory;
  }
}

constexpr heif_decoder_plugin kPlugin{
    .plugin_api_version = kPluginVersion,
    .get_plugin_name = Name,
    .init_plugin = Initialise,
    .deinit_plugin = Deinitialise,
    .does_support_format = PriorityFor,
    .new_decoder = NewDecoder,
    .free_decoder = FreeDecoder,
    .push_data = PushData,
    .decode_image = DecodeImage,
    .set_strict_decoding = nullptr,
    .id_name = "photomill_libde265",
};

}  // namespace

Status RegisterHevcDecoder() {
  const heif_error registered = heif_register_decoder_plugin(&kPlugin);
  if (registered.code == heif_error_Ok) return {};
  return Failure{Reason::kInternal, std::string("libheif does not accept the HEVC decoder: ") +
                                        ReadableMessage(registered.message)};
}

}  // namespace photomill::heif
