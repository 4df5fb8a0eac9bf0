// Decoding with libheif: its planes of R, G and B, with 8 to 16 bits, are converted by Little CMS.
// libheif applies the matrix of Y, Cb and Cr and returns only RGB. An ICC profile or the code
// points of ITU-T H.273 define what that RGB means.
#include <algorithm>
#include <cstring>
#include <exception>
#include <limits>
#include <memory>
#include <new>
#include <optional>
#include <vector>

#include "common/base/check.h"
#include "worker/image/colour/coded_colour.h"
#include "worker/image/colour/colour.h"
#include "worker/image/colour/interleaved.h"
#include "worker/image/heif/heif_alpha.h"
#include "worker/image/heif/heif_av1.h"
#include "worker/image/heif/heif_codec.h"
#include "worker/image/heif/heif_hevc.h"
#include "worker/image/heif/heif_support.h"
#include "worker/image/library/readable_message.h"

namespace photomill {
namespace {

using heif::Freed;
using heif::HandlePointer;
using heif::ImagePointer;
using heif::NclxPointer;
using heif::StatusOf;

constexpr int kWarningsMax = 8;
constexpr size_t kProfileBytesMax = 4U << 20;  // large profiles have about a megabyte

using OptionsPointer = std::unique_ptr<heif_decoding_options, Freed<heif_decoding_options_free>>;

Result<ImagePointer> Decode(heif_image_handle* handle) {
  const OptionsPointer options(heif_decoding_options_alloc());
  if (options == nullptr) throw std::bad_alloc();
  // Strict decoding would discard the decoded frame when rejecting it. Warnings are judged below.
  options->strict_decoding = 0;
  heif_image* image = nullptr;
  const Status decoded = StatusOf(
      heif_decode_image(handle, &image, heif_colorspace_RGB, heif_chroma_444, options.get()));
  if (!decoded) return decoded.failure();
  return ImagePointer(image);
}

// --- The meaning of the samples

std::string ProfileOf(const heif_image_handle* handle) {
  const size_t length = heif_image_handle_get_raw_color_profile_size(handle);
  if (length == 0 || length > kProfileBytesMax) return {};
  std::string profile(length, '\0');
  if (heif_image_handle_get_raw_color_profile(handle, profile.data()).code != heif_error_Ok) {
    return {};
  }
  return profile;
}

// For a matrix that it does not know, such as that of YCgCo-R, libheif would use another one, and
// the picture would be dark.
Failure UnknownMatrix() {
  return {Reason::kFormatNotAllowed,
          "an image whose brightness and colours are separated by a matrix that is not supported"};
}

bool IsUnknownMatrix(const heif_error& error) {
  return error.code != heif_error_Ok &&
         error.subcode == heif_suberror_Unknown_NCLX_matrix_coefficients;
}

Status CheckMatrix(const heif_image_handle* handle) {
  heif_color_profile_nclx* found = nullptr;
  const heif_error error = heif_image_handle_get_nclx_color_profile(handle, &found);
  const NclxPointer nclx(found);
  if (IsUnknownMatrix(error)) return UnknownMatrix();
  return {};
}

// Without a code the image is sRGB (MIAF, ISO/IEC 23000-22).
CodedColour CodeOf(const heif_image_handle* handle) {
  heif_color_profile_nclx* found = nullptr;
  if (heif_image_handle_get_nclx_color_profile(handle, &found).code != heif_error_Ok) return {};
  const NclxPointer nclx(found);
  return {nclx->color_primaries, nclx->transfer_characteristics};
}

// --- The samples

struct Channel {
  const uint8_t* samples = nullptr;
  size_t stride = 0;  // bytes
  int bits = 0;       // per sample, which has two bytes if it has more than 8 bits
};

struct Channels {
  uint32_t width = 0;
  uint32_t height = 0;
  bool deep = false;
  std::vector<Channel> all;  // R, G, B and possibly alpha
};

// None if the planes do not match.
std::optional<Channel> ChannelOf(const heif_image* image, heif_channel which, uint32_t width,
                                 uint32_t height) {
  int stride = 0;
  const uint8_t* samples = heif_image_get_plane_readonly(image, which, &stride);
  if (samples == nullptr || heif_image_get_width(image, which) != static_cast<int>(width) ||
      heif_image_get_height(image, which) != static_cast<int>(height)) {
    return std::nullopt;
  }
  const int bits = heif_image_get_bits_per_pixel_range(image, which);
  if (bits < 1 || bits > 16) return std::nullopt;
  return Channel{samples, static_cast<size_t>(stride), bits};
}

std::optional<Channels> ChannelsOf(const heif_image* image) {
  Channels channels;
  const int width = heif_image_get_primary_width(image);
  const int height = heif_image_get_primary_height(image);
  if (width <= 0 || height <= 0) return std::nullopt;
  channels.width = static_cast<uint32_t>(width);
  channels.height = static_cast<uint32_t>(height);
  for (const heif_channel which :
       {heif_channel_R, heif_channel_G, heif_channel_B, heif_channel_Alpha}) {
    if (which == heif_channel_Alpha && heif_image_has_channel(image, which) == 0) continue;
    const std::optional<Channel> channel = ChannelOf(image, which, channels.width, channels.height);
    if (!channel) return std::nullopt;
    channels.deep = channels.deep || channel->bits > 8;
    channels.all.push_back(*channel);
  }
  return channels;
}

// Alpha that was decoded separately, and outlives the channels.
void AddAlpha(const heif::FittedAlpha& alpha, Channels& channels) {
  channels.all.push_back(
      {alpha.samples.data(), alpha.samples.size() / channels.height, alpha.bits});
  channels.deep = channels.deep || alpha.bits > 8;
}

// Packs a row as interleaved samples that use their type's full range.
template <typename Sample>
void PackRow(const Channels& channels, uint32_t y, Sample* out) {
  constexpr uint32_t kLargest = std::numeric_limits<Sample>::max();
  const size_t count = channels.all.size();
  for (size_t i = 0; i < count; ++i) {
    const Channel& channel = channels.all[i];
    const uint8_t* row = channel.samples + y * channel.stride;
    const uint32_t largest = (1U << channel.bits) - 1;
    for (size_t x = 0; x < channels.width; ++x) {
      uint32_t sample = row[x];
      if (channel.bits > 8) {
        uint16_t wide = 0;
        std::memcpy(&wide, row + 2 * x, sizeof(wide));
        sample = std::min<uint32_t>(wide, largest);
      }
      if (largest != kLargest) sample = (sample * kLargest + largest / 2) / largest;
      out[x * count + i] = static_cast<Sample>(sample);
    }
  }
}

template <typename Sample>
void Unpremultiply(uint32_t width, Sample* row) {
  constexpr uint32_t kLargest = std::numeric_limits<Sample>::max();
  for (uint32_t x = 0; x < width; ++x, row += 4) {
    const uint32_t alpha = row[3];
    if (alpha == 0 || alpha == kLargest) continue;
    for (int i = 0; i < 3; ++i) {
      const uint64_t colour = (uint64_t{row[i]} * kLargest + alpha / 2) / alpha;
      row[i] = static_cast<Sample>(std::min<uint64_t>(colour, kLargest));
    }
  }
}

template <typename Sample>
Picture ToPicture(const Channels& channels, bool premultiplied, const ColourConverter& converter) {
  const bool alpha = channels.all.size() == 4;
  PictureFiller filler(channels.width, channels.height, ColourModel::kRgb, alpha, converter);
  std::vector<Sample> row(size_t{channels.width} * channels.all.size());
  for (uint32_t y = 0; y < channels.height; ++y) {
    PackRow(channels, y, row.data());
    if (alpha && premultiplied) Unpremultiply(channels.width, row.data());
    filler.SetRow(y, row.data());
  }
  return std::move(filler).picture();
}

// Each warning of libheif means that a part of the image is missing or that its colours are guessed.
// Requested one by one, because libheif 1.15 keeps only the text of the last returned warning.
Status CheckWarnings(heif_image* image) {
  Status status;
  heif_error warning{};
  for (int i = 0; i < kWarningsMax; ++i) {
    if (heif_image_get_decoding_warnings(image, i, &warning, 1) != 1) break;
    // This matrix is only in the coded picture.
    if (IsUnknownMatrix(warning)) return UnknownMatrix();
    if (status.ok()) status = Failure{Reason::kCorrupt, warning.message};
  }
  return status;
}

// Adds notes about unusual things in the header.
void AddNotes(const PictureHeader& header, WarningText& warning) {
  if (header.trailing_bytes) {
    AddWarning(warning, Warning::kOther, "the bytes after its last box were ignored");
  }
  if (header.untaken_orientation != 1 && header.orientation == 1) {
    AddWarning(
        warning, Warning::kOther,
        "its EXIF says that it is rotated, but the file itself does not: left as stored (see "
        "heif_orientation in docs/recipes.md)");
  }
}

Result<Frame> DecodeFile(std::string_view bytes, const PictureHeader& header, ColourRule rule) {
  const std::optional<uint32_t> separate_alpha = heif::AlphaOfOtherSize(bytes);
  const Result<heif::OpenFile> file = heif::Open(bytes, separate_alpha);
  if (!file) return file.failure();
  const Result<HandlePointer> handle = heif::PrimaryPicture(file->context.get());
  if (!handle) return handle.failure();
  if (Status known = CheckMatrix(handle->get()); !known) return known.failure();
  const Result<ImagePointer> image = Decode(handle->get());
  if (!image) return image.failure();
  if (Status sound = CheckWarnings(image->get()); !sound) return sound.failure();
  WarningText warning;
  AddNotes(header, warning);
  std::optional<Channels> channels = ChannelsOf(image->get());
  if (!channels) return Failure{Reason::kCorrupt, "its planes do not match"};
  Result<heif::FittedAlpha> alpha = heif::FittedAlpha{};
  if (separate_alpha) {
    alpha = heif::DecodeAlpha(bytes, *separate_alpha, channels->width, channels->height);
    if (!alpha) return alpha.failure();
    AddAlpha(*alpha, *channels);
    AddWarning(warning, Warning::kOther, "its alpha has another size, and was fitted to it");
  }

  const std::string profile = ProfileOf(handle->get());
  SourceColour colour = ColourOfCode(CodeOf(handle->get()));
  colour.deep = channels->deep;
  colour.icc = profile;
  colour.rule = rule;
  const std::shared_ptr<const ColourConverter> converter = ConverterFor(colour);
  AddWarning(warning, converter->warning());
  const bool premultiplied = heif_image_handle_is_premultiplied_alpha(handle->get()) != 0;
  Picture picture = channels->deep ? ToPicture<uint16_t>(*channels, premultiplied, *converter)
                                   : ToPicture<uint8_t>(*channels, premultiplied, *converter);
  DecodedColour decoded = converter->decoded();
  decoded.as_file = decoded.as_file && !premultiplied;
  return Frame{
      .picture = std::move(picture), .warning = std::move(warning), .colour = std::move(decoded)};
}

}  // namespace

Status StartHeif() {
  const heif_error started = heif_init(nullptr);
  if (started.code != heif_error_Ok) {
    return Failure{Reason::kInternal, std::string("libheif does not start: ") + started.message};
  }
  if (Status av1 = heif::RegisterAv1Decoder(); !av1) return av1;
  return heif::RegisterHevcDecoder();
}

// The decoder's frame and libheif's copy of it, its RGB, and the planes. Alpha is decoded as a
// separate image. Samples of more than 8 bits have two bytes. libaom keeps 13 bytes per px besides
// its frame: measured with images of 12 megapixels.
uint64_t HeifMemory(const PictureHeader& header, uint64_t pixels) {
  const uint64_t decoded = std::max(pixels, header.decoded_pixels);
  const uint64_t sample = header.bits > 8 ? 2 : 1;
  const uint64_t chroma = 2 * decoded / (uint64_t{header.chroma_across} * header.chroma_down);
  const uint64_t frame = sample * (decoded + (header.channels < 3 ? decoded / 2 : chroma));
  uint64_t decoding = decoded * sample * (header.has_alpha ? 10 : 8);
  if (header.format == PictureFormat::kAvif) {
    const uint64_t before = header.has_alpha ? frame : 0;
    decoding = std::max(decoding, decoded * 13 + 2 * frame + before);
  }
  return decoding + pixels * PlaneBytes(header);
}

Result<Frame> DecodeHeif(std::string_view bytes, const PictureHeader& header,
                         const DecodeOptions& options) {
  try {
    return DecodeFile(bytes, header, options.rule);
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& exception) {
    return Failure{Reason::kCorrupt, "its data is damaged: " + ReadableMessage(exception.what())};
  }
}

}  // namespace photomill
