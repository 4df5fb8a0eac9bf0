// The directories (IFDs) of a TIFF or BigTIFF file in memory. Every offset is checked.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "common/container/byte_view.h"

namespace photomill::sniff {

// One directory: where its entries stand. Plain or Big is known to its file.
struct TiffDirectory {
  ByteView view;
  uint64_t entries_at = 0;
  uint64_t entries = 0;
  uint64_t entry_bytes = 12;
  uint64_t next = 0;  // offset of the directory behind it; 0: none

  // The offset of the tag's entry.
  [[nodiscard]] std::optional<uint64_t> Find(uint16_t tag) const;
};

class TiffFile {
 public:
  // None where the first bytes are no TIFF header.
  static std::optional<TiffFile> Open(std::string_view bytes);

  [[nodiscard]] uint64_t first_offset() const { return first_offset_; }

  // None where it does not lie within the file.
  [[nodiscard]] std::optional<TiffDirectory> ReadDirectory(uint64_t offset) const;

  // The tag's first value as a number; `otherwise` where it is missing, damaged or not a number.
  [[nodiscard]] uint32_t Number(const TiffDirectory& directory, uint16_t tag,
                                uint32_t otherwise) const;
  [[nodiscard]] std::string_view Text(const TiffDirectory& directory, uint16_t tag) const;

  // The tag's value `index`, which counts from 0, as an offset in the file; none where it has no so
  // many, or is no list of offsets.
  [[nodiscard]] std::optional<uint64_t> Offset(const TiffDirectory& directory, uint16_t tag,
                                               uint32_t index) const;

  // Where the tag's first value stands.
  [[nodiscard]] std::optional<uint64_t> ValueOffset(const TiffDirectory& directory,
                                                    uint16_t tag) const;

 private:
  TiffFile(ByteView view, bool big, uint64_t first_offset)
      : view_(view), big_(big), first_offset_(first_offset) {}

  ByteView view_;
  bool big_;
  uint64_t first_offset_;
};

}  // namespace photomill::sniff

namespace photomill {

// Where a TIFF's orientation value stands (two bytes in the file's byte order), if it has one: for
// a caller that wants to hide it from a decoder that applies it only sometimes.
std::optional<uint64_t> TiffOrientationOffset(std::string_view bytes);

}  // namespace photomill
