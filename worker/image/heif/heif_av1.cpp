#include "worker/image/heif/heif_av1.h"

#include <aom/aom_decoder.h>
#include <aom/aomdx.h>
#include <libheif/heif.h>
#include <libheif/heif_plugin.h>

#include <cstdint>
#include <memory>
#include <new>
#include <optional>
#include <string>

#include "worker/image/heif/heif_image.h"
#include "worker/image/library/readable_message.h"

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

  heif_error Push(const void* data, size_t size) {
    if (started_ != AOM_CODEC_OK) return ErrorOf(started_);
    return ErrorOf(aom_codec_decode(&codec_, static_cast<const uint8_t*>(data), size, nullptr));
  }

  // The last layer of the image. Null if the data holds none, or a damaged one. Valid as long as
  // this object.
  const aom_image_t* picture() {
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

 private:
  aom_codec_ctx_t codec_{};
  aom_codec_err_t started_ = AOM_CODEC_OK;
};

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

heif_error ToImage(const aom_image_t* picture, ImagePointer& image) {
  const std::optional<heif_chroma> chroma = ChromaOf(picture);
  const bool wide = (picture->fmt & AOM_IMG_FMT_HIGHBITDEPTH) != 0;
  const auto bits = static_cast<int>(picture->bit_depth);
  if (!chroma || wide != (bits > 8)) {
    return {heif_error_Unsupported_feature, heif_suberror_Unsupported_image_type,
            "its samples have an unknown layout"};
  }
  CodedImage coded{.chroma = *chroma,
                   .primaries = static_cast<uint16_t>(picture->cp),
                   .transfer = static_cast<uint16_t>(picture->tc),
                   .matrix = static_cast<uint16_t>(picture->mc),
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

// --- Called by libheif

const char* Name() {
  return "libaom, used by photomill";
}

void Nothing() {}

int PriorityFor(heif_compression_format format) {
  return format == heif_compression_AV1 ? kPluginPriority : 0;
}

heif_error NewDecoder(void** decoder) {
  try {
    *decoder = std::make_unique<Av1Decoder>().release();
    return kFine;
  } catch (const std::bad_alloc&) {
    return kNoMemory;
  }
}

void FreeDecoder(void* decoder) {
  const std::unique_ptr<Av1Decoder> freed(static_cast<Av1Decoder*>(decoder));
}

heif_error PushData(void* decoder, const void* data, size_t size) {
  return static_cast<Av1Decoder*>(decoder)->Push(data, size);
}

heif_error DecodeImage(void* decoder, heif_image** image) {
  try {
    const aom_image_t* picture = static_cast<Av1Decoder*>(decoder)->picture();
    if (picture == nullptr) return Damaged("it contains no complete image");
    ImagePointer made;
    const heif_error copied = ToImage(picture, made);
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
    .init_plugin = Nothing,
    .deinit_plugin = Nothing,
    .does_support_format = PriorityFor,
    .new_decoder = NewDecoder,
    .free_decoder = FreeDecoder,
    .push_data = PushData,
    .decode_image = DecodeImage,
    .set_strict_decoding = nullptr,
    .id_name = "photomill_libaom",
};

}  // namespace

Status RegisterAv1Decoder() {
  const heif_error registered = heif_register_decoder_plugin(&kPlugin);
  if (registered.code == heif_error_Ok) return {};
  return Failure{Reason::kInternal, std::string("libheif does not accept the AV1 decoder: ") +
                                        ReadableMessage(registered.message)};
}

}  // namespace photomill::heif
