// What a source file holds beside its picture, by its format. Pure functions; any thread may call
// them.
#pragma once

#include <string_view>

#include "common/base/picture_format.h"
#include "worker/image/metadata/source_metadata.h"

namespace photomill {

// JPEG (APP1, APP13), PNG (eXIf, iTXt), WebP (EXIF, XMP), HEIC and AVIF (EXIF, XMP) and TIFF, of
// which the EXIF has artist and copyright only. Others tell nothing. Throws std::bad_alloc.
SourceMetadata ReadMetadata(std::string_view bytes, PictureFormat format);

// Whether the file holds its picture and this colour profile (empty: none), and nothing that tells
// more: no metadata, comments, thumbnails, further pictures, nor bytes between and behind them. It
// has to be proven: JPEGs and PNGs of unusual parts give false, and so do all WebPs, whose coded
// picture does not tell where it ends, and all other formats. Throws std::bad_alloc.
bool HoldsPictureOnly(std::string_view bytes, PictureFormat format, std::string_view profile);

}  // namespace photomill
