#include "tests/support/heif_files.h"

#include <libheif/heif.h>

#include <cstdlib>
#include <iostream>
#include <memory>

#include "common/container/byte_view.h"

namespace photomill::test {
namespace {

void Must(const heif_error& error) {
  if (error.code == heif_error_Ok) return;
  std::cerr << "cannot make a HEIF file for a test: " << error.message << std::endl;
  std::abort();
}

struct ImageDeleter {
  void operator()(heif_image* image) const { heif_image_release(image); }
};
using ImagePointer = std::unique_ptr<heif_image, ImageDeleter>;

heif_error Append(heif_context*, const void* data, size_t size, void* bytes) {
  static_cast<std::string*>(bytes)->append(static_cast<const char*>(data), size);
  return {heif_error_Ok, heif_suberror_Unspecified, ""};
}

heif_color_profile_nclx* NclxOf(const HeifSpec& spec) {
  heif_color_profile_nclx* nclx = heif_nclx_color_profile_alloc();
  Must(heif_nclx_color_profile_set_color_primaries(nclx, static_cast<uint16_t>(spec.primaries)));
  Must(heif_nclx_color_profile_set_transfer_characteristics(nclx,
                                                            static_cast<uint16_t>(spec.transfer)));
  Must(heif_nclx_color_profile_set_matrix_coefficients(nclx, static_cast<uint16_t>(spec.matrix)));
  nclx->full_range_flag = spec.full_range ? 1 : 0;
  return nclx;
}

void SetColour(heif_image* image, const HeifSpec& spec) {
  if (!spec.icc.empty()) {
    Must(heif_image_set_raw_color_profile(image, "prof", spec.icc.data(), spec.icc.size()));
  }
  heif_color_profile_nclx* nclx = NclxOf(spec);
  Must(heif_image_set_nclx_color_profile(image, nclx));
  heif_nclx_color_profile_free(nclx);
}

void SetParameters(heif_encoder* encoder, const HeifSpec& spec) {
  Must(heif_encoder_set_logging_level(encoder, 0));
  if (spec.quality > 100) {
    Must(heif_encoder_set_lossless(encoder, 1));
  } else {
    Must(heif_encoder_set_lossy_quality(encoder, static_cast<int>(spec.quality)));
  }
  Must(heif_encoder_set_parameter_string(encoder, "chroma", spec.chroma));
  if (spec.av1) {
    Must(heif_encoder_set_parameter_integer(encoder, "speed", 8));
    Must(heif_encoder_set_parameter_integer(encoder, "threads", 1));
    Must(heif_encoder_set_parameter_integer(encoder, "alpha-quality", 100));
  } else {
    Must(heif_encoder_set_parameter_string(encoder, "preset", "veryfast"));
    if (spec.slices > 1) {
      Must(heif_encoder_set_parameter_string(encoder, "x265:ctu", "16"));
      Must(heif_encoder_set_parameter_string(encoder, "x265:slices",
                                             std::to_string(spec.slices).c_str()));
    }
  }
}

void AddMetadata(heif_context* context, const heif_image_handle* handle, const HeifSpec& spec) {
  if (!spec.exif.empty()) {
    Must(heif_context_add_exif_metadata(context, handle, spec.exif.data(),
                                        static_cast<int>(spec.exif.size())));
  }
  if (!spec.xmp.empty()) {
    Must(heif_context_add_XMP_metadata(context, handle, spec.xmp.data(),
                                       static_cast<int>(spec.xmp.size())));
  }
}

std::string Encoded(heif_image* image, const HeifSpec& spec) {
  SetColour(image, spec);
  if (spec.premultiplied) heif_image_set_premultiplied_alpha(image, 1);
  heif_context* context = heif_context_alloc();
  heif_encoder* encoder = nullptr;
  Must(heif_context_get_encoder_for_format(
      context, spec.av1 ? heif_compression_AV1 : heif_compression_HEVC, &encoder));
  SetParameters(encoder, spec);
  heif_encoding_options* options = heif_encoding_options_alloc();
  options->macOS_compatibility_workaround_no_nclx_profile = spec.nclx ? 0 : 1;
  options->save_two_colr_boxes_when_ICC_and_nclx_available = 1;
  options->image_orientation = static_cast<heif_orientation>(spec.orientation);
  heif_image_handle* handle = nullptr;
  Must(heif_context_encode_image(context, image, encoder, options, &handle));
  AddMetadata(context, handle, spec);
  std::string bytes;
  heif_writer writer{1, Append};
  Must(heif_context_write(context, &writer, &bytes));
  heif_image_handle_release(handle);
  heif_encoding_options_free(options);
  heif_encoder_release(encoder);
  heif_context_free(context);
  return bytes;
}

// Samples of `bits` each, with the values of `sample(channel, x, y)`.
template <typename Sample>
ImagePointer ImageOf(uint32_t width, uint32_t height, size_t channels, uint32_t bits,
                     const Sample& sample) {
  const auto columns = static_cast<int>(width);
  const auto rows = static_cast<int>(height);
  heif_image* image = nullptr;
  Must(heif_image_create(columns, rows, heif_colorspace_RGB, heif_chroma_444, &image));
  constexpr heif_channel kChannels[] = {heif_channel_R, heif_channel_G, heif_channel_B,
                                        heif_channel_Alpha};
  for (size_t channel = 0; channel < channels; ++channel) {
    Must(heif_image_add_plane(image, kChannels[channel], columns, rows, static_cast<int>(bits)));
    int stride = 0;
    uint8_t* plane = heif_image_get_plane(image, kChannels[channel], &stride);
    for (uint32_t y = 0; y < height; ++y) {
      uint8_t* row = plane + size_t{y} * static_cast<size_t>(stride);
      for (uint32_t x = 0; x < width; ++x) {
        const uint32_t value = sample(channel, x, y);
        if (bits > 8) {
          reinterpret_cast<uint16_t*>(row)[x] = static_cast<uint16_t>(value);
        } else {
          row[x] = static_cast<uint8_t>(value);
        }
      }
    }
  }
  return ImagePointer(image);
}

}  // namespace

std::string MakeHeif(const Picture& picture, const HeifSpec& spec) {
  const uint32_t largest = (1U << spec.bits) - 1;
  const bool grey = picture.colour == ColourModel::kGrey;
  const ImagePointer image =
      ImageOf(picture.width, picture.height, picture.has_alpha ? 4 : 3, spec.bits,
              [&](size_t channel, uint32_t x, uint32_t y) {
                const Plane& plane =
                    channel == 3 ? picture.planes.back() : picture.planes[grey ? 0 : channel];
                return (plane.samples[size_t{y} * picture.width + x] * largest + 127) / 255;
              });
  return Encoded(image.get(), spec);
}

std::string MakeDeepHeif(uint32_t width, uint32_t height, const std::vector<uint16_t>& samples,
                         const HeifSpec& spec) {
  const ImagePointer image =
      ImageOf(width, height, 3, spec.bits, [&](size_t channel, uint32_t x, uint32_t y) {
        return samples[(size_t{y} * width + x) * 3 + channel];
      });
  return Encoded(image.get(), spec);
}

std::vector<HeicSlice> SlicesOf(const std::string& heic) {
  constexpr int kTypesOfSlices = 32;  // H.265, table 7-1
  constexpr size_t kLengthBytes = 4;
  const ByteView view(heic);
  std::vector<HeicSlice> slices;
  for (size_t at = heic.find("mdat") + 4; at < heic.size();) {
    const size_t begin = at + kLengthBytes;
    at = begin + view.U32(at);
    if ((view.U8(begin) >> 1) < kTypesOfSlices) slices.push_back({begin, at});
  }
  return slices;
}

std::string WithoutSlice(std::string heic, const HeicSlice& slice) {
  constexpr int kFillerData = 38;
  heic[slice.begin] = static_cast<char>(kFillerData << 1);
  return heic;
}

}  // namespace photomill::test
