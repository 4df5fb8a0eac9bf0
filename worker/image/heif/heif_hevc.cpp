#include "worker/image/heif/heif_hevc.h"

#include <libde265/de265.h>
#include <libheif/heif.h>
#include <libheif/heif_plugin.h>

#include <cstdint>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <string_view>

#include "worker/image/heif/heif_image.h"
#include "worker/image/heif/hevc_decoder.h"
#include "worker/image/library/readable_message.h"

namespace photomill::heif {
namespace {

heif_error ErrorOf(const std::optional<HevcFault>& fault) {
  if (!fault) return kFine;
  if (fault->memory) return kNoMemory;
  return {heif_error_Decoder_plugin_error, heif_suberror_Unspecified, fault->text};
}

// --- The image in libheif's form

CodedPlane PlaneOf(const de265_image* picture, int plane) {
  int stride = 0;
  const uint8_t* samples = de265_get_image_plane(picture, plane, &stride);
  return {.samples = samples,
          .stride = stride,
          .width = de265_get_image_width(picture, plane),
          .height = de265_get_image_height(picture, plane),
          .bits = de265_get_bits_per_pixel(picture, plane)};
}

heif_error ToImage(const de265_image* picture, ImagePointer& image) {
  const auto code = [](int number) { return static_cast<uint16_t>(number); };
  const de265_chroma chroma = de265_get_chroma_format(picture);
  // Both libraries number chroma formats like H.265.
  CodedImage coded{.chroma = static_cast<heif_chroma>(chroma),
                   .primaries = code(de265_get_image_colour_primaries(picture)),
                   .transfer = code(de265_get_image_transfer_characteristics(picture)),
                   .matrix = code(de265_get_image_matrix_coefficients(picture)),
                   .full_range = de265_get_image_full_range_flag(picture) != 0};
  const int planes = chroma == de265_chroma_mono ? 1 : 3;
  for (int i = 0; i < planes; ++i) coded.planes.push_back(PlaneOf(picture, i));
  return MakeImage(coded, image);
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
  return format == heif_compression_HEVC ? kPluginPriority : 0;
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
    const heif_error copied = ToImage(hevc->picture(), made);
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
