// Shared by png_decode.cpp and png_encode.cpp: libpng's errors and warnings as values. Only they
// may include this, because it includes the library's header.
#pragma once

#include <png.h>

#include <cstring>

#include "worker/image/library/library_errors.h"

namespace photomill::png {

inline void OnError(png_structp png, png_const_charp text) {
  auto* errors = static_cast<LibraryErrors*>(png_get_error_ptr(png));
  // "Out of memory", "insufficient memory", "Not enough memory …"
  if (std::strstr(text, " memory") != nullptr) errors->GiveUpForMemory();
  errors->GiveUp(text);
}

inline void OnWarning(png_structp png, png_const_charp text) {
  static_cast<LibraryErrors*>(png_get_error_ptr(png))->AddWarning(text);
}

}  // namespace photomill::png
