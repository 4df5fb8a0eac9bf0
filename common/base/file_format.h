// What a file is, by its content: the formats of pictures, and the kinds of other files that lie
// about in photo libraries. The ledger keeps it for every source that was read.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "common/base/picture_format.h"

namespace photomill {

// Values are sent and kept by their words; their order may change.
enum class FileFormat : uint8_t {
  kUnknown,  // was not read, or is like nothing below
  // Pictures that workers decode, in the order of PictureFormat.
  kJpeg,
  kPng,
  kGif,
  kWebp,
  kTiff,
  kBmp,
  kHeic,
  kAvif,
  kJpeg2000,
  // Camera raw files.
  kArw,
  kCameraRaw,  // of a camera that is not known
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
  // Other pictures.
  kBpg,
  kCur,
  kDds,
  kDjvu,
  kEmf,
  kEps,
  kExr,
  kFlif,
  kHdr,
  kIco,
  kJng,
  kJpegXl,
  kJpegXr,
  kMng,
  kMvg,
  kPdf,
  kPostScript,
  kPsd,
  kQoi,
  kSvg,
  kWmf,
  kXcf,
  // Films.
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
  // What is no picture.
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
  kOther,    // no picture, or not known
  kPicture,  // of a format that workers decode
  kUntaken,  // a picture of a format that they do not decode
  kRaw,      // a camera's raw file
  kFilm,
};

std::string_view FileFormatWord(FileFormat format);  // "canon_cr2", for ledger and wire; "" unknown
std::optional<FileFormat> ParseFileFormat(std::string_view word);
std::string_view FileFormatName(FileFormat format);  // "Canon CR2", for people
FileKind KindOf(FileFormat format);
FileFormat FileFormatOf(PictureFormat format);
std::optional<PictureFormat> PictureFormatOf(FileFormat format);  // none: workers do not decode it

// A raw file or a film beside a picture of its stem belongs to it: a camera wrote both.
inline bool IsCompanion(FileFormat format) {
  const FileKind kind = KindOf(format);
  return kind == FileKind::kRaw || kind == FileKind::kFilm;
}

}  // namespace photomill
