// Kinds of content that need more than a row of bytes; internal to common/sniff. All functions look
// at untrusted bytes and cannot fail: a damaged file is of the kind that it seems to be.
#pragma once

#include <optional>
#include <string_view>

#include "common/base/file_format.h"
#include "common/container/tiff_directory.h"

namespace photomill::sniff {

// A file that begins like a TIFF: kTiff, or a camera's raw file (tiff_raw.cpp).
FileFormat IdentifyTiff(std::string_view bytes, std::string_view extension);
// The first image is only a preview of one in a directory below it.
bool IsPreviewOfAnother(const TiffFile& file, const TiffDirectory& first);

// Films, sounds, and the image formats in the same containers: ISO base media and RIFF. None if
// it is none of them.
std::optional<FileFormat> IdentifyMedia(std::string_view bytes, std::string_view extension);

// Image formats that workers do not decode, apart from camera raw files. None if it is none of them.
std::optional<FileFormat> IdentifyUntaken(std::string_view bytes, std::string_view extension);

// A file that begins like a JPEG, but has a frame that only JPEG-LS has.
bool IsJpegLs(std::string_view bytes);

// "BM" also begins texts: the header must have one of the lengths that exist.
bool IsBmp(std::string_view bytes);
bool IsNetpbm(std::string_view bytes, std::string_view extension);
// The format has no signature. A file is taken for one if its header is possible and its name or
// its footer says so, or, without them, if its header has nothing unusual.
bool IsTga(std::string_view bytes, std::string_view extension);

bool IsText(std::string_view bytes);
// Of what IsText().
FileFormat IdentifyText(std::string_view bytes);

}  // namespace photomill::sniff
