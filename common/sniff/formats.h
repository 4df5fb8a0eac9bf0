// The readers of the single formats; internal to common/sniff. Each is given the whole file, whose
// signature is that of its format, and checks every length that the file states. None of them
// checks sizes against limits: that is done in one place, in header.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/container/corrupt.h"
#include "common/sniff/header.h"

namespace photomill::sniff {

// Of the limits they look at `frames_max` (counting stops one above it, header.cpp refuses the
// picture then) and at `cut_off_too`.
Result<PictureHeader> ReadJpegHeader(std::string_view bytes);
Result<PictureHeader> ReadPngHeader(std::string_view bytes, const PictureLimits& limits);
Result<PictureHeader> ReadGifHeader(std::string_view bytes, const PictureLimits& limits);
Result<PictureHeader> ReadWebpHeader(std::string_view bytes, const PictureLimits& limits);
Result<PictureHeader> ReadTiffHeader(std::string_view bytes, const PictureLimits& limits);
Result<PictureHeader> ReadBmpHeader(std::string_view bytes, const PictureLimits& limits);
Result<PictureHeader> ReadHeifHeader(std::string_view bytes);  // kHeic or kAvif
Result<PictureHeader> ReadJpeg2000Header(std::string_view bytes, const PictureLimits& limits);

// `name` is that of the format, for people.
inline Failure NotOnTheList(std::string_view name, FormatSet allowed) {
  return {Reason::kFormatNotAllowed,
          std::string(name) + " is not on the list of formats: " + FormatList(allowed)};
}
inline Failure NotAllowed(std::string detail) {
  return {Reason::kFormatNotAllowed, std::move(detail)};
}

}  // namespace photomill::sniff
