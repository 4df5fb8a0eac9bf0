#include "worker/image/heif/heif_hevc.h"

#include <libde265/de265.h>
#include <libheif/heif.h>
#include <libheif/heif_plugin.h>

#include <cstdint>
#include <optional>
#include <string_view>

#include "worker/image/heif/heif_image.h"
#include "worker/image/heif/heif_plugin.h"
#include "worker/image/heif/hevc_decoder.h"

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

class HevcPlugin {
 public:
  heif_error Push(std::string_view data) { return ErrorOf(decoder_.Push(data)); }

  heif_error Decode(ImagePointer& image) {
    const heif_error decoded = ErrorOf(decoder_.Decode());
    return decoded.code == heif_error_Ok ? ToImage(decoder_.picture(), image) : decoded;
  }

 private:
  HevcDecoder decoder_;
};

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

constexpr heif_decoder_plugin kPlugin{
    .plugin_api_version = kPluginVersion,
    .get_plugin_name = Name,
    .init_plugin = Initialise,
    .deinit_plugin = Deinitialise,
    .does_support_format = PriorityFor,
    .new_decoder = PluginCalls<HevcPlugin>::New,
    .free_decoder = PluginCalls<HevcPlugin>::Free,
    .push_data = PluginCalls<HevcPlugin>::Push,
    .decode_image = PluginCalls<HevcPlugin>::Decode,
    .set_strict_decoding = nullptr,
    .id_name = "photomill_libde265",
};

}  // namespace

Status RegisterHevcDecoder() {
  return RegisterPlugin(kPlugin, "HEVC");
}

}  // namespace photomill::heif
