#include "worker/image/format_table.h"

#include <fmt/core.h>

#include <array>

#include "common/base/check.h"
#include "worker/image/bmp/bmp_codec.h"
#include "worker/image/gif/gif_codec.h"
#include "worker/image/heif/heif_codec.h"
#include "worker/image/jpeg/bare_jpeg.h"
#include "worker/image/jpeg/jpeg_codec.h"
#include "worker/image/jpeg2000/jpeg2000_codec.h"
#include "worker/image/netpbm/netpbm_codec.h"
#include "worker/image/png/bare_png.h"
#include "worker/image/png/png_codec.h"
#include "worker/image/tga/tga_codec.h"
#include "worker/image/tiff/tiff_codec.h"
#include "worker/image/webp/webp_codec.h"

namespace photomill {
namespace {

// At the end of the data, libjpeg invents the next block, so the first row of blocks can exist
// without any data.
constexpr uint32_t kRowsOfABlock = 16;

constexpr FormatRow kJpeg = {
    .decode = DecodeJpeg,
    .scaled_decode = true,
    .decode_memory = JpegMemory,
    .decode_effort = 1,
    .frames = FrameKind::kWhole,
    .made_up_rows = kRowsOfABlock,
    .metadata = ReadJpegMetadata,
    .holds_picture_only = IsBareJpeg,
    .written = {{.format = OutputFormat::kJpeg, .encode = EncodeJpeg, .cost = JpegCost}},
};

constexpr FormatRow kPng = {
    .decode = DecodePng,
    .scaled_decode = false,
    .decode_memory = PngMemory,
    .decode_effort = 1,
    .frames = FrameKind::kWhole,
    .made_up_rows = 0,
    .metadata = ReadPngMetadata,
    .holds_picture_only = IsBarePng,
    .written = {{.format = OutputFormat::kPng, .encode = EncodePng, .cost = PngCost}},
};

constexpr FormatRow kWebp = {
    .decode = DecodeWebp,
    .scaled_decode = true,
    .decode_memory = WebpMemory,
    .decode_effort = 1,
    .frames = FrameKind::kOnCanvas,
    .made_up_rows = 0,
    .metadata = ReadWebpMetadata,
    .holds_picture_only = nullptr,
    .written = {{.format = OutputFormat::kWebp, .encode = EncodeWebp, .cost = WebpCost}},
};

// HEIC and AVIF.
constexpr FormatRow kHeif = {
    .decode = DecodeHeif,
    .scaled_decode = false,
    .decode_memory = HeifMemory,
    .decode_effort = 1,
    .frames = FrameKind::kPictures,
    .made_up_rows = 0,
    .metadata = ReadHeifMetadata,
    .holds_picture_only = nullptr,
    .written = std::nullopt,
};

constexpr FormatRow kGif = {
    .decode = DecodeGif,
    .scaled_decode = false,
    .decode_memory = GifMemory,
    .decode_effort = 1,
    .frames = FrameKind::kOnCanvas,
    .made_up_rows = 0,
    .metadata = nullptr,
    .holds_picture_only = nullptr,
    .written = std::nullopt,
};

constexpr FormatRow kTiff = {
    .decode = DecodeTiff,
    .scaled_decode = false,
    .decode_memory = TiffMemory,
    .decode_effort = 1,
    .frames = FrameKind::kPages,
    .made_up_rows = 0,
    .metadata = ReadTiffMetadata,
    .holds_picture_only = nullptr,
    .written = std::nullopt,
};

constexpr FormatRow kBmp = {
    .decode = DecodeBmp,
    .scaled_decode = false,
    .decode_memory = BmpMemory,
    .decode_effort = 1,
    .frames = FrameKind::kWhole,
    .made_up_rows = 0,
    .metadata = nullptr,
    .holds_picture_only = nullptr,
    .written = std::nullopt,
};

constexpr FormatRow kJpeg2000 = {
    .decode = DecodeJpeg2000,
    .scaled_decode = false,
    .decode_memory = Jpeg2000Memory,
    .decode_effort = 1,
    .frames = FrameKind::kWhole,
    .made_up_rows = 0,
    .metadata = nullptr,
    .holds_picture_only = nullptr,
    .written = std::nullopt,
};

constexpr FormatRow kNetpbm = {
    .decode = DecodeNetpbm,
    .scaled_decode = false,
    .decode_memory = NetpbmMemory,
    .decode_effort = 1,
    .frames = FrameKind::kPages,
    .made_up_rows = 0,
    .metadata = nullptr,
    .holds_picture_only = nullptr,
    .written = std::nullopt,
};

constexpr FormatRow kTga = {
    .decode = DecodeTga,
    .scaled_decode = false,
    .decode_memory = TgaMemory,
    .decode_effort = 1,
    .frames = FrameKind::kWhole,
    .made_up_rows = 0,
    .metadata = nullptr,
    .holds_picture_only = nullptr,
    .written = std::nullopt,
};

// Returns false if a row omits a field, which the compiler would set to zero.
constexpr bool IsWhole(const FormatRow& row) {
  if (row.decode == nullptr || row.decode_memory == nullptr || row.decode_effort == 0) return false;
  return !row.written || (row.written->encode != nullptr && row.written->cost != nullptr);
}
constexpr std::array kRows = {&kJpeg, &kPng, &kWebp,     &kHeif,   &kGif,
                              &kTiff, &kBmp, &kJpeg2000, &kNetpbm, &kTga};
static_assert(
    [] {
      for (const FormatRow* row : kRows) {
        if (!IsWhole(*row)) return false;
      }
      return true;
    }(),
    "a format's row leaves something out");

}  // namespace

const FormatRow& RowOf(PictureFormat format) {
  switch (format) {
    case PictureFormat::kJpeg:
      return kJpeg;
    case PictureFormat::kPng:
      return kPng;
    case PictureFormat::kWebp:
      return kWebp;
    case PictureFormat::kHeic:
    case PictureFormat::kAvif:
      return kHeif;
    case PictureFormat::kGif:
      return kGif;
    case PictureFormat::kTiff:
      return kTiff;
    case PictureFormat::kBmp:
      return kBmp;
    case PictureFormat::kJpeg2000:
      return kJpeg2000;
    case PictureFormat::kNetpbm:
      return kNetpbm;
    case PictureFormat::kTga:
      return kTga;
  }
  PHOTOMILL_CHECK(false);
}

const WrittenFormat& WrittenRowOf(OutputFormat format) {
  switch (format) {
    case OutputFormat::kJpeg:
      return *kJpeg.written;
    case OutputFormat::kWebp:
      return *kWebp.written;
    case OutputFormat::kPng:
      return *kPng.written;
    case OutputFormat::kSame:
      break;
  }
  PHOTOMILL_CHECK(false);
}

const WrittenFormat* WrittenRowFor(const Derivative& derivative, PictureFormat source) {
  if (derivative.format != OutputFormat::kSame) return &WrittenRowOf(derivative.format);
  const FormatRow& row = RowOf(source);
  return row.written ? &*row.written : nullptr;
}

bool IsSourceFormat(OutputFormat format, PictureFormat source) {
  const FormatRow& row = RowOf(source);
  return row.written && row.written->format == format;
}

Result<Derivative> InSourceFormat(const Derivative& derivative, PictureFormat source) {
  if (derivative.format != OutputFormat::kSame) return derivative;
  const WrittenFormat* written = WrittenRowFor(derivative, source);
  if (written == nullptr) {
    return Failure{Reason::kNotEncodable,
                   fmt::format("{}: the source is a {}, which photomill can read but not write: "
                               "give the derivative \"{}\" the format JPEG, WEBP or PNG instead of "
                               "SAME, or leave such files out with --exclude",
                               derivative.name, PictureFormatWord(source), derivative.name)};
  }
  Derivative told = derivative;
  told.format = written->format;
  if (told.quality == 0) told.quality = DefaultQuality(written->format);
  return told;
}

SourceMetadata ReadMetadata(std::string_view bytes, PictureFormat format,
                            const PlacedExif& sniffed) {
  const FormatRow& row = RowOf(format);
  if (row.metadata == nullptr) return {};
  return WithoutDamaged(row.metadata(bytes), sniffed);
}

bool HoldsPictureOnly(std::string_view bytes, PictureFormat format, std::string_view profile) {
  const FormatRow& row = RowOf(format);
  return row.holds_picture_only != nullptr && row.holds_picture_only(bytes, profile);
}

}  // namespace photomill
