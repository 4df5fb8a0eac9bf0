// Loaded into photomill (LD_PRELOAD) by ./run bench memory: ignores the program's settings for
// glibc's allocator, which then works with its defaults, or as the environment says.
#include <malloc.h>

// NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name): the C library has __param
extern "C" int mallopt(int /*parameter*/, int /*value*/) {
  return 1;
}
