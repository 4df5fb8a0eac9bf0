// Decides whether surplus bytes in a JPEG are padding or a sign of damage.
//
// A flipped bit in a JPEG's data often shows only as surplus bytes before the end (measured: 229 of
// 230 images with random damage and only this warning looked wrong). However, some cameras and
// editors pad with zeros there.
#pragma once

#include <string_view>

namespace photomill {

// `warning` is libjpeg's "… N extraneous bytes before marker 0xNN". True if the bytes are in the
// header, or if they all have the same value and are directly before the end of the image.
bool IsHarmlessPadding(std::string_view jpeg, std::string_view warning);

}  // namespace photomill
