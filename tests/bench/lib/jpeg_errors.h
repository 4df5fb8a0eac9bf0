// libjpeg's error handler for benchmarks: a damaged file ends the program with the file's name.
// Benchmarks use valid files; the tests cover damaged ones.
#pragma once

#include <cstdio>  // jpeglib.h needs it first

#include <jpeglib.h>

#include <string>

namespace photomill::bench {

struct JpegErrors {
  jpeg_error_mgr manager{};  // first: libjpeg only knows this part
  std::string what;          // the file, for the message
};

// Returns the value for `err` of a codec's struct; `errors` has to outlive that struct.
jpeg_error_mgr* ExitOnError(JpegErrors& errors, std::string what);

}  // namespace photomill::bench
