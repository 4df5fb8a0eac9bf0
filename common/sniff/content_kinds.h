// Identifies content that needs more than a signature; internal to common/sniff. The bytes are
// untrusted, and no function fails: a damaged file is of the kind that it seems to be.
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

// Videos, sounds, and the image formats in the same containers: ISO base media and RIFF. None for
// any other content.
std::optional<FileFormat> IdentifyMedia(std::string_view bytes, std::string_view extension);

// Image formats that workers do not decode, except camera raw files. None for any other content.
std::optional<FileFormat> IdentifyUntaken(std::string_view bytes, std::string_view extension);

// Whether a file that begins like a JPEG has a frame of JPEG-LS.
bool IsJpegLs(std::string_view bytes);

// Texts can also begin with "BM", so the header must have a valid length.
bool IsBmp(std::string_view bytes);
bool IsNetpbm(std::string_view bytes, std::string_view extension);
// TGA has no signature. A file with a valid header is a TGA if its name or its footer says so, or
// if nothing in the header is unusual.
bool IsTga(std::string_view bytes, std::string_view extension);

bool IsText(std::string_view bytes);
// Of what IsText().
FileFormat IdentifyText(std::string_view bytes);

}  // namespace photomill::sniff
