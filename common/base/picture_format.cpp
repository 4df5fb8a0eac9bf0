#include "common/base/picture_format.h"

#include <array>

namespace photomill {
namespace {

struct FormatRow {
  PictureFormat format;
  std::string_view word;
  std::string_view name;
};

constexpr std::array kRows = {
    FormatRow{PictureFormat::kJpeg, "jpeg", "JPEG"},
    FormatRow{PictureFormat::kPng, "png", "PNG"},
    FormatRow{PictureFormat::kGif, "gif", "GIF"},
    FormatRow{PictureFormat::kWebp, "webp", "WebP"},
    FormatRow{PictureFormat::kTiff, "tiff", "TIFF"},
    FormatRow{PictureFormat::kBmp, "bmp", "BMP"},
    FormatRow{PictureFormat::kHeic, "heic", "HEIC"},
    FormatRow{PictureFormat::kAvif, "avif", "AVIF"},
    FormatRow{PictureFormat::kJpeg2000, "jp2", "JPEG 2000"},
    FormatRow{PictureFormat::kNetpbm, "pnm", "Netpbm (PNM, PAM)"},
    FormatRow{PictureFormat::kTga, "tga", "Truevision (TGA)"},
};

constexpr bool RowsAreInOrder() {
  for (size_t i = 0; i < kRows.size(); ++i) {
    if (static_cast<size_t>(kRows[i].format) != i) return false;
  }
  return true;
}
static_assert(RowsAreInOrder(), "a row a format, in the order of the enum");

const FormatRow& RowOf(PictureFormat format) {
  return kRows[static_cast<size_t>(format)];
}

}  // namespace

std::string_view PictureFormatWord(PictureFormat format) {
  return RowOf(format).word;
}

std::string_view PictureFormatName(PictureFormat format) {
  return RowOf(format).name;
}

std::optional<PictureFormat> ParsePictureFormat(std::string_view word) {
  for (const FormatRow& row : kRows) {
    if (row.word == word) return row.format;
  }
  return std::nullopt;
}

std::vector<std::string_view> FormatWords(FormatSet formats) {
  std::vector<std::string_view> words;
  for (const FormatRow& row : kRows) {
    if (formats.Has(row.format)) words.push_back(row.word);
  }
  return words;
}

std::string FormatList(FormatSet formats) {
  std::string list;
  for (const std::string_view word : FormatWords(formats)) {
    if (!list.empty()) list += ", ";
    list += word;
  }
  return list;
}

}  // namespace photomill
