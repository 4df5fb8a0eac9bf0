// Shared by jpeg_decode.cpp and jpeg_encode.cpp: libjpeg-turbo's errors and warnings as values.
// Only they may include this, because it includes the library's header.
#pragma once

#include <cstdio>  // before jpeglib.h, which needs it
#include <type_traits>

#include <jpeglib.h>

#include "worker/image/library/library_errors.h"

namespace photomill::jpeg {

// The errors of one compressor or decompressor, which must not outlive this object.
class Errors {
 public:
  Errors();
  Errors(const Errors&) = delete;
  Errors& operator=(const Errors&) = delete;

  [[nodiscard]] jpeg_error_mgr* manager() { return &manager_; }
  [[nodiscard]] LibraryErrors& errors() { return errors_; }
  [[nodiscard]] const LibraryErrors& errors() const { return errors_; }

 private:
  static void OnError(j_common_ptr info);
  static void OnMessage(j_common_ptr info, int level);
  static void OnOutput(j_common_ptr /*info*/) {}

  jpeg_error_mgr manager_{};  // first, so that libjpeg's pointer to it also points to this object
  LibraryErrors errors_;
};
static_assert(std::is_standard_layout_v<Errors>);

// The errors of a compressor or decompressor, for its callbacks.
LibraryErrors& ErrorsOf(j_common_ptr info);

}  // namespace photomill::jpeg
