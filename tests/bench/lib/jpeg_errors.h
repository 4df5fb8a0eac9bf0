// libjpeg's error handler for benches: a damaged file ends the program with its name. Benches
// choose sound files; what becomes of others is the tests' matter.
#pragma once

#include <cstdio>  // jpeglib.h needs it first

#include <jpeglib.h>

#include <string>

namespace photomill::bench {

struct JpegErrors {
  jpeg_error_mgr manager{};  // first: libjpeg knows no more of this
  std::string what;          // the file, for the message
};

// Returns what goes into `err` of a codec's struct; `errors` has to outlive that.
jpeg_error_mgr* ExitOnError(JpegErrors& errors, std::string what);

}  // namespace photomill::bench
