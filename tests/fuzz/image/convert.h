// From a file's bytes to its outputs, as a worker's pipeline does it, with the stores left out:
// what the targets fuzz_convert_FORMAT.cpp share. Each has a format of its own, so that libFuzzer
// goes on within its decoder and does not spend its time on signatures.
#pragma once

#include <string_view>

#include "common/base/picture_format.h"

namespace photomill::fuzz {

// Files that are not of this format, and those with larger pictures than the target has time for,
// are left alone.
void Convert(std::string_view input, PictureFormat format);

}  // namespace photomill::fuzz
