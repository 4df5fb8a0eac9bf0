// File formats by content: image formats, and other kinds of files in photo libraries. The ledger
// stores the format of every source that was read.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "common/base/picture_format.h"

namespace photomill {

// Sent and stored by their words, so the order of the values can change.
enum class FileFormat : uint8_t {
  kUnknown,  // not read, or none of the formats below
  // Images that workers decode, in the order of PictureFormat.
  kJpeg,
  kPng,
  kGif,
  kWebp,
  kTiff,
  kBmp,
  kHeic,
  kAvif,
  kJpeg2000,
  kNetpbm,
  kTga,
  // Camera raw files.
  kArw,
  kCameraRaw,  // of an unknown camera
  kCr2,
  kCr3,
  kCrw,
  kDcr,
  kDng,
  kErf,
  kIiq,
  kKdc,
  kMef,
  kMos,
  kMrw,
  kNef,
  kNrw,
  kOrf,
  kPef,
  kRaf,
  kRw2,
  kRwl,
  kSr2,
  kSrw,
  kThreeFr,
  kX3f,
  // Other images.
  kBpg,
  kCdr,
  kCineon,
  kClipStudio,
  kCur,
  kDds,
  kDicom,
  kDjvu,
  kDpx,
  kEmf,
  kEps,
  kExr,
  kFarbfeld,
  kFits,
  kFlif,
  kHdr,
  kIcns,
  kIco,
  kIlbm,
  kJbig2,
  kJng,
  kJpegLs,
  kJpegXl,
  kJpegXr,
  kKrita,
  kMiff,
  kMng,
  kMvg,
  kOpenRaster,
  kPaintShopPro,
  kPcx,
  kPdf,
  kPfm,
  kPhotoCd,
  kPict,
  kPostScript,
  kPsd,
  kQoi,
  kQtif,
  kSgi,
  kSunRaster,
  kSvg,
  kWebp2,
  kWmf,
  kXbm,
  kXcf,
  kXpm,
  kXwd,
  // Videos.
  kAsf,
  kAvi,
  kDv,
  kFlv,
  kMatroska,
  kMp4,
  kMpeg,
  kMpegStream,
  kMxf,
  kOggVideo,
  kQuickTime,
  kRealMedia,
  kThreeGp,
  // Files that are not images.
  kAppleDouble,
  kArchive,
  kCompound,
  kDatabase,
  kHtml,
  kProgram,
  kPropertyList,
  kScript,
  kSound,
  kText,
  kXml,
  kEmpty,
  kZeros,
};
inline constexpr size_t kFileFormatCount = static_cast<size_t>(FileFormat::kZeros) + 1;

enum class FileKind : uint8_t {
  kOther,    // not an image, or unknown
  kPicture,  // an image in a format that workers decode
  kUntaken,  // an image in a format that they do not decode
  kRaw,      // a camera's raw format
  kFilm,
};

std::string_view FileFormatWord(FileFormat format);  // "canon_cr2", for ledger and wire; or ""
std::optional<FileFormat> ParseFileFormat(std::string_view word);
std::string_view FileFormatName(FileFormat format);  // "Canon CR2", for display
FileKind KindOf(FileFormat format);
FileFormat FileFormatOf(PictureFormat format);
std::optional<PictureFormat> PictureFormatOf(FileFormat format);  // none if it is not decoded

// A raw file or a video belongs to the photo with the same stem next to it: the camera wrote both.
inline bool IsCompanion(FileFormat format) {
  const FileKind kind = KindOf(format);
  return kind == FileKind::kRaw || kind == FileKind::kFilm;
}

}  // namespace photomill
