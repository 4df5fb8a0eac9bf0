// Loaded into photomill (LD_PRELOAD) by ./run bench memory: what the program tells glibc's
// allocator is not heard, so that it works as it comes, or as the environment says.
#include <malloc.h>

// NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name): the C library has __param
extern "C" int mallopt(int /*parameter*/, int /*value*/) {
  return 1;
}
