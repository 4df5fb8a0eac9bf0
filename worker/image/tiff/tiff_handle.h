// Owns a file that is open in libtiff, and counts libtiff's errors and warnings. Their texts are
// only for people; no code reads them. Only files of this folder may include this header, because
// it includes libtiff's.
#pragma once

#include <tiffio.h>

#include <array>
#include <cstdarg>
#include <cstdint>
#include <memory>
#include <string_view>

#include "common/base/result.h"
#include "worker/image/tiff/pack_bits.h"
#include "worker/image/tiff/plain_tiff.h"

namespace photomill::tiff {

class Handle {
 public:
  // Fails with kCorrupt if libtiff cannot read the directory. `plain` must outlive the handle.
  static Result<std::unique_ptr<Handle>> Open(const PlainTiff& plain);
  ~Handle();
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  [[nodiscard]] TIFF* get() const { return tiff_; }
  // The coded bytes of a strip or tile, by its number.
  [[nodiscard]] std::string_view Coded(uint32_t block) const;
  // The same, if the compression is PackBits.
  [[nodiscard]] PackedBytes Packed(uint32_t block) const;
  // How many errors and warnings libtiff, or a library below it, has reported so far.
  [[nodiscard]] uint64_t complaints() const { return complaints_; }
  // How many of these came from libjpeg.
  [[nodiscard]] uint64_t complaints_of_jpeg() const { return complaints_of_jpeg_; }
  // The text of the first error or warning, for people; empty if there is none.
  [[nodiscard]] const char* first_complaint() const { return first_.data(); }

 private:
  explicit Handle(const PlainTiff& plain) : plain_(plain) {}

  static tmsize_t Read(thandle_t handle, void* out, tmsize_t count);
  static tmsize_t Write(thandle_t handle, void* bytes, tmsize_t count);
  static toff_t Seek(thandle_t handle, toff_t offset, int whence);
  static int Close(thandle_t handle);
  static toff_t Size(thandle_t handle);
  static int Complain(TIFF* tiff, void* self, const char* module, const char* format,
                      va_list arguments);

  const PlainTiff& plain_;
  uint64_t at_ = 0;
  uint64_t complaints_ = 0;
  uint64_t complaints_of_jpeg_ = 0;
  std::array<char, 160> first_{};
  TIFF* tiff_ = nullptr;
};

}  // namespace photomill::tiff
