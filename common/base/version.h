// The version of all programs of photomill; CMakeLists.txt reads it from here.
#pragma once

namespace photomill {
inline constexpr const char* kProgramVersion = "0.1.0";
}
