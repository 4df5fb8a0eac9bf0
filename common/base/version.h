// The version of all of photomill's programs. CMakeLists.txt reads it from here.
#pragma once

namespace photomill {
inline constexpr const char* kProgramVersion = "0.1.0";
}
