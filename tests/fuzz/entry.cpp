// What libFuzzer calls in the programs of the preset `fuzz`.
#include <cstddef>
#include <cstdint>

#include "tests/fuzz/support.h"

// libheif 1.15 forgets 52 bytes of each picture whose colours have unknown numbers, within a
// function that has no name to leave out alone.
extern "C" const char* __lsan_default_suppressions() {  // NOLINT(bugprone-reserved-identifier)
  return "leak:libheif.so\n";
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  photomill::fuzz::FuzzOne({reinterpret_cast<const char*>(data), size});
  return 0;
}
