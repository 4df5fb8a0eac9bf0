// Kinds of content that take more than a row of bytes to tell; internal to common/sniff. Each looks
// at untrusted bytes and answers without a failure: what is damaged is what it seems to be.
#pragma once

#include <optional>
#include <string_view>

#include "common/base/file_format.h"
#include "common/container/tiff_directory.h"

namespace photomill::sniff {

// A file that begins like a TIFF: kTiff, or a camera's raw file (tiff_raw.cpp).
FileFormat IdentifyTiff(std::string_view bytes, std::string_view extension);
// The first picture is only a preview of one that stands in a directory below it.
bool IsPreviewOfAnother(const TiffFile& file, const TiffDirectory& first);

// Films, sounds, and the pictures that share their containers: ISO base media and RIFF. None where
// it is none of them.
std::optional<FileFormat> IdentifyMedia(std::string_view bytes, std::string_view extension);

bool IsText(std::string_view bytes);
// Of what IsText().
FileFormat IdentifyText(std::string_view bytes);

}  // namespace photomill::sniff
