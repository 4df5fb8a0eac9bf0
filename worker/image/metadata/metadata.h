// What a source tells about itself, and what an output carries of it. The bytes are a stranger's:
// all of it is bounded, none of it can fail a picture. Pure functions; any thread may call them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/model/recipe.h"
#include "common/model/warning.h"
#include "common/sniff/header.h"
#include "worker/image/metadata/attachments.h"

namespace photomill {

// As it stands in the file, each at most kMetadataBytesMax.
struct SourceMetadata {
  std::string exif;     // from its TIFF header on
  std::string xmp;      // a packet
  std::string iptc;     // IIM records
  WarningText warning;  // of what is left out
};

// JPEG (APP1, APP13), PNG (eXIf, iTXt), WebP (EXIF, XMP), HEIC and AVIF (EXIF, XMP) and TIFF, of
// which the EXIF has artist and copyright only. Others tell nothing. Throws std::bad_alloc.
SourceMetadata ReadMetadata(std::string_view bytes, PictureFormat format);

// Whether the file holds its picture and this colour profile (empty: none), and nothing that tells
// more: no metadata, comments, thumbnails, further pictures, nor bytes between and behind them. It
// has to be proven: JPEGs and PNGs of unusual parts give false, and so do all WebPs, whose coded
// picture does not tell where it ends, and all other formats. Throws std::bad_alloc.
bool HoldsPictureOnly(std::string_view bytes, PictureFormat format, std::string_view profile);

// The upright picture that an output has: what its metadata must not contradict.
struct DescribedPicture {
  uint32_t width = 0;  // px
  uint32_t height = 0;
  bool made_srgb = false;  // its colours are sRGB, whatever the source says of its own
};

// What an output carries. The colour profile is no part of it.
Attachments MetadataFor(MetadataRule rule, const SourceMetadata& source,
                        const DescribedPicture& picture);

}  // namespace photomill
