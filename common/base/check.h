// CHECK(condition): for our own bugs only, never for bad input. It stays on in release builds,
// because a coordinator that goes on with a broken invariant is worse than one that restarts.
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
