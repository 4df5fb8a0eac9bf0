// Shared by the files of this folder that call libjpeg-turbo: its errors and warnings as values.
// Only they may include this, because it includes the library's header.
#pragma once

#include <array>
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

  // The first warning about missing or wrong coded data, which the library replaces; judged by its
  // code. Empty if there was none.
  [[nodiscard]] const char* first_loss() const { return first_loss_.data(); }
  // Whether the file ended before its end marker. The image can still be complete.
  [[nodiscard]] bool ended_early() const { return ended_early_; }

 private:
  static void OnError(j_common_ptr info);
  static void OnMessage(j_common_ptr info, int level);
  static void OnOutput(j_common_ptr /*info*/) {}

  jpeg_error_mgr manager_{};  // first, so that libjpeg's pointer to it also points to this object
  LibraryErrors errors_;
  std::array<char, JMSG_LENGTH_MAX> first_loss_{};
  bool ended_early_ = false;
};
static_assert(std::is_standard_layout_v<Errors>);

class ScanWatch;
class EdgeBlocks;

// The objects that libjpeg's callbacks find through a decompressor's client_data.
struct Hooks {
  ScanWatch* scans = nullptr;
  EdgeBlocks* edges = nullptr;
};
inline Hooks& HooksOf(j_decompress_ptr info) {
  return *static_cast<Hooks*>(info->client_data);
}

// The errors of a compressor or decompressor, for its callbacks.
Errors& AllErrorsOf(j_common_ptr info);
LibraryErrors& ErrorsOf(j_common_ptr info);

}  // namespace photomill::jpeg
