// CHECK(condition): only for our own bugs, never for bad input. Also active in release builds,
// because a coordinator that continues with a broken invariant is worse than one that restarts.
#pragma once

#include <string_view>

namespace photomill::internal {
[[noreturn]] void CheckFailed(const char* file, int line, std::string_view condition);
}

#define PHOTOMILL_CHECK(condition)                                        \
  do {                                                                    \
    if (!(condition)) [[unlikely]] {                                      \
      ::photomill::internal::CheckFailed(__FILE__, __LINE__, #condition); \
    }                                                                     \
  } while (false)
