// What libFuzzer calls in the programs of the preset `fuzz`.
#include <cstddef>
#include <cstdint>

#include "tests/fuzz/support.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  photomill::fuzz::FuzzOne({reinterpret_cast<const char*>(data), size});
  return 0;
}
