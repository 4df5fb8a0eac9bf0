// The orientation out of an EXIF block. EXIF is often damaged while the picture is sound: whatever
// is wrong with it means "upright", never an error.
#pragma once

#include <cstdint>
#include <string_view>

namespace photomill::sniff {

// `block` is the EXIF data: a TIFF header and directory, with or without "Exif\0\0" before it.
// 1 to 8; 0 where it tells none.
uint8_t ExifOrientation(std::string_view block);

}  // namespace photomill::sniff
