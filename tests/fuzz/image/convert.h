// Converts a file's bytes to its outputs like a worker's pipeline, but without stores. Shared by
// the targets fuzz_convert_FORMAT.cpp. Each target has one format, so that libFuzzer works on its
// decoder and spends no time on signatures.
#pragma once

#include <string_view>

#include "common/base/picture_format.h"

namespace photomill::fuzz {

// Ignores files of other formats, and images that are too large for the target's time.
void Convert(std::string_view input, PictureFormat format);

}  // namespace photomill::fuzz
