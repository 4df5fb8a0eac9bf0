// Writes numbers to bytes: the counterpart of ByteView.
#pragma once

#include <cstdint>
#include <string>

#include "common/container/byte_view.h"

namespace photomill {

// Appends the lowest `bytes` bytes of the number.
inline void AppendNumber(std::string& out, uint64_t number, uint32_t bytes,
                         Endian endian = Endian::kBig) {
  for (uint32_t i = 0; i < bytes; ++i) {
    const uint32_t byte = endian == Endian::kBig ? bytes - 1 - i : i;
    out.push_back(static_cast<char>(number >> (8 * byte) & 0xFFU));
  }
}

// Overwrites bytes at an offset. Does nothing if the number does not fit.
inline void PutNumber(std::string& out, uint64_t at, uint64_t number, uint32_t bytes,
                      Endian endian = Endian::kBig) {
  if (!ByteView(out).Has(at, bytes)) return;
  std::string written;
  AppendNumber(written, number, bytes, endian);
  out.replace(static_cast<size_t>(at), bytes, written);
}

}  // namespace photomill
