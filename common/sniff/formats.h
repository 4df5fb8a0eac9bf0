// The header readers, one per format; internal to common/sniff. Each gets the complete file, whose
// signature is that of its format, and checks every length that the file states. None of them
// checks sizes against limits: header.cpp does that for all.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/container/corrupt.h"
#include "common/sniff/header.h"

namespace photomill::sniff {

// These readers look only at the limits `frames_max` (counting stops one above it; header.cpp then
// refuses the image) and `cut_off_too`, and whether the limits admit the size of the image: a
// decompression bomb is too large, not truncated.
Result<PictureHeader> ReadJpegHeader(std::string_view bytes);
Result<PictureHeader> ReadPngHeader(std::string_view bytes, const PictureLimits& limits);
Result<PictureHeader> ReadGifHeader(std::string_view bytes, const PictureLimits& limits);
Result<PictureHeader> ReadWebpHeader(std::string_view bytes, const PictureLimits& limits);
Result<PictureHeader> ReadTiffHeader(std::string_view bytes, const PictureLimits& limits);
Result<PictureHeader> ReadBmpHeader(std::string_view bytes, const PictureLimits& limits);
Result<PictureHeader> ReadNetpbmHeader(std::string_view bytes, const PictureLimits& limits);
Result<PictureHeader> ReadTgaHeader(std::string_view bytes, const PictureLimits& limits);
Result<PictureHeader> ReadHeifHeader(std::string_view bytes);  // kHeic or kAvif
Result<PictureHeader> ReadJpeg2000Header(std::string_view bytes, const PictureLimits& limits);

// Notes in the header what an EXIF block says, except its orientation, which it returns (0: none):
// formats differ in which of several blocks states it. The block, with or without a prefix, is a
// part of the file.
uint8_t NoteExif(std::string_view file, std::string_view block, PictureHeader* header);

// `name` is the human-readable name of the format.
inline Failure NotOnTheList(std::string_view name, FormatSet allowed) {
  return {Reason::kFormatNotAllowed,
          std::string(name) + " is not on the list of formats: " + FormatList(allowed)};
}
inline Failure NotAllowed(std::string detail) {
  return {Reason::kFormatNotAllowed, std::move(detail)};
}

}  // namespace photomill::sniff
