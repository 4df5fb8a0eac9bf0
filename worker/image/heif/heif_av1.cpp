#include "worker/image/heif/heif_av1.h"

#include <aom/aom_decoder.h>
#include <aom/aomdx.h>
#include <libheif/heif.h>
#include <libheif/heif_plugin.h>

#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>
#include <type_traits>

#include "worker/image/heif/heif_image.h"
#include "worker/image/heif/heif_plugin.h"

namespace photomill::heif {
namespace {

heif_error Damaged(const char* text) {
  return {heif_error_Decoder_plugin_error, heif_suberror_Unspecified, text};
}

heif_error ErrorOf(aom_codec_err_t error) {
  if (error == AOM_CODEC_OK) return kFine;
  if (error == AOM_CODEC_MEM_ERROR) return kNoMemory;
  return Damaged(aom_codec_err_to_string(error));
}

std::optional<heif_chroma> ChromaOf(const aom_image_t* picture) {
  if (picture->monochrome != 0) return heif_chroma_monochrome;
  switch (picture->fmt & ~AOM_IMG_FMT_HIGHBITDEPTH) {
    case AOM_IMG_FMT_I420:
      return heif_chroma_420;
    case AOM_IMG_FMT_I422:
      return heif_chroma_422;
    case AOM_IMG_FMT_I444:
      return heif_chroma_444;
    default:
      return std::nullopt;
  }
}

// The number in a field that libaom fills from the file. It may be none of those that its
// enumeration has, so it must not be read as that enumeration.
template <typename Enumeration>
uint16_t CodeOf(const Enumeration& field) {
  std::underlying_type_t<Enumeration> code = 0;
  std::memcpy(&code, &field, sizeof(code));
  return static_cast<uint16_t>(code);
}

heif_error ToImage(const aom_image_t* picture, ImagePointer& image) {
  const std::optional<heif_chroma> chroma = ChromaOf(picture);
  const bool wide = (picture->fmt & AOM_IMG_FMT_HIGHBITDEPTH) != 0;
  const auto bits = static_cast<int>(picture->bit_depth);
  if (!chroma || wide != (bits > 8)) {
    return {heif_error_Unsupported_feature, heif_suberror_Unsupported_image_type,
            "its samples have an unknown layout"};
  }
  CodedImage coded{.chroma = *chroma,
                   .primaries = CodeOf(picture->cp),
                   .transfer = CodeOf(picture->tc),
                   .matrix = CodeOf(picture->mc),
                   .full_range = picture->range == AOM_CR_FULL_RANGE};
  const int planes = *chroma == heif_chroma_monochrome ? 1 : 3;
  for (int i = 0; i < planes; ++i) {
    coded.planes.push_back({.samples = picture->planes[i],
                            .stride = picture->stride[i],
                            .width = aom_img_plane_width(picture, i),
                            .height = aom_img_plane_height(picture, i),
                            .bits = bits});
  }
  return MakeImage(coded, image);
}

// Decodes one image. Uses no threads of its own.
class Av1Decoder {
 public:
  Av1Decoder() {
    aom_codec_dec_cfg_t config{};
    config.threads = 1;
    config.allow_lowbitdepth = 1;  // samples of 8 bits have one byte
    started_ = aom_codec_dec_init(&codec_, aom_codec_av1_dx(), &config, 0);
  }
  ~Av1Decoder() {
    if (started_ == AOM_CODEC_OK) aom_codec_destroy(&codec_);
  }
  Av1Decoder(const Av1Decoder&) = delete;
  Av1Decoder& operator=(const Av1Decoder&) = delete;

  heif_error Push(std::string_view data) {
    if (started_ != AOM_CODEC_OK) return ErrorOf(started_);
    return ErrorOf(aom_codec_decode(&codec_, reinterpret_cast<const uint8_t*>(data.data()),
                                    data.size(), nullptr));
  }

  heif_error Decode(ImagePointer& image) {
    const aom_image_t* picture = LastLayer();
    return picture == nullptr ? Damaged("it contains no complete image") : ToImage(picture, image);
  }

 private:
  // Null if the data holds none, or a damaged one. Valid as long as this object.
  const aom_image_t* LastLayer() {
    aom_codec_iter_t iterator = nullptr;
    const aom_image_t* picture = aom_codec_get_frame(&codec_, &iterator);
    int corrupted = 0;
    if (picture == nullptr ||
        aom_codec_control(&codec_, AOMD_GET_FRAME_CORRUPTED, &corrupted) != AOM_CODEC_OK ||
        corrupted != 0) {
      return nullptr;
    }
    return picture;
  }

  aom_codec_ctx_t codec_{};
  aom_codec_err_t started_ = AOM_CODEC_OK;
};

// --- Called by libheif

const char* Name() {
  return "libaom, used by photomill";
}

void Nothing() {}

int PriorityFor(heif_compression_format format) {
  return format == heif_compression_AV1 ? kPluginPriority : 0;
}

constexpr heif_decoder_plugin kPlugin{
    .plugin_api_version = kPluginVersion,
    .get_plugin_name = Name,
    .init_plugin = Nothing,
    .deinit_plugin = Nothing,
    .does_support_format = PriorityFor,
    .new_decoder = PluginCalls<Av1Decoder>::New,
    .free_decoder = PluginCalls<Av1Decoder>::Free,
    .push_data = PluginCalls<Av1Decoder>::Push,
    .decode_image = PluginCalls<Av1Decoder>::Decode,
    .set_strict_decoding = nullptr,
    .id_name = "photomill_libaom",
};

}  // namespace

Status RegisterAv1Decoder() {
  return RegisterPlugin(kPlugin, "AV1");
}

}  // namespace photomill::heif
