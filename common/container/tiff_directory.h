// Reads the directories (IFDs) of a TIFF or BigTIFF file in memory, or of an EXIF block, which is a
// small TIFF file (TIFF 6.0, section 2). The bytes are untrusted: every offset is checked.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "common/container/byte_view.h"

namespace photomill {

inline constexpr uint16_t kTiffOrientation = 0x0112;

// Types of values.
inline constexpr uint16_t kTiffByte = 1;
inline constexpr uint16_t kTiffAscii = 2;
inline constexpr uint16_t kTiffShort = 3;
inline constexpr uint16_t kTiffLong = 4;

// The size of a value of the type, in bytes; 0 if the type does not exist.
uint64_t TiffTypeBytes(uint16_t type);

// The position of a directory. It has only offsets, so it stays valid while the bytes change.
struct TiffDirectory {
  uint64_t at = 0;
  uint64_t entries_at = 0;
  uint64_t entries = 0;  // those inside the file
  uint64_t entry_bytes = 12;
  uint64_t next = 0;  // offset of the next directory; 0: none
  bool whole = true;  // false: the file ends within its entries

  [[nodiscard]] uint64_t Entry(uint64_t i) const { return entries_at + i * entry_bytes; }
  // After the last entry: the place of the offset of the next directory.
  [[nodiscard]] uint64_t end() const { return Entry(entries); }
};

class TiffFile {
 public:
  struct Entry {
    uint16_t tag = 0;
    uint16_t type = 0;
    uint64_t count = 0;  // of values
    uint64_t field = 0;  // the offset of the values, or of their offset if they do not fit
    uint64_t field_bytes = 4;
  };

  // None if the first bytes are not a TIFF header.
  static std::optional<TiffFile> Open(std::string_view bytes);
  // A file whose header was read before. It is not a BigTIFF.
  static TiffFile Known(std::string_view bytes, Endian endian, uint64_t first_offset) {
    return {ByteView(bytes, endian), false, first_offset};
  }

  [[nodiscard]] const ByteView& view() const { return view_; }
  [[nodiscard]] bool big() const { return big_; }
  [[nodiscard]] uint64_t first_offset() const { return first_offset_; }

  // None if its number of entries is missing or too large. The directory can be empty, and the file
  // can end within it.
  [[nodiscard]] std::optional<TiffDirectory> DirectoryAt(uint64_t offset) const;
  // The directory if it has entries and is complete; otherwise none.
  [[nodiscard]] std::optional<TiffDirectory> ReadDirectory(uint64_t offset) const;

  // The offset of the first entry with the tag.
  [[nodiscard]] std::optional<uint64_t> Find(const TiffDirectory& directory, uint16_t tag) const;
  [[nodiscard]] bool Has(const TiffDirectory& directory, uint16_t tag) const {
    return Find(directory, tag).has_value();
  }
  // The entry at an offset that a directory gave.
  [[nodiscard]] Entry ReadEntry(uint64_t at) const;
  // The entry's first value, of any integer type. None if it is damaged, negative or not an
  // integer.
  [[nodiscard]] std::optional<uint64_t> NumberOf(const Entry& entry) const;
  // The offset of the entry's values: that of its field if `in_field`, otherwise the one stored
  // there.
  [[nodiscard]] uint64_t ValuesAt(const Entry& entry, bool in_field) const;

  // The tag's first value as a number; `otherwise` if it is missing, damaged, negative or not a
  // whole number.
  [[nodiscard]] uint32_t Number(const TiffDirectory& directory, uint16_t tag,
                                uint32_t otherwise) const;
  // The tag's values as numbers: at most `most` of them, and only those inside the file. A value
  // that is not such a number counts as 0.
  [[nodiscard]] std::vector<uint64_t> Numbers(const TiffDirectory& directory, uint16_t tag,
                                              uint64_t most) const;
  // The bytes of all values; empty if they are not completely inside the file.
  [[nodiscard]] std::string_view Bytes(const TiffDirectory& directory, uint16_t tag) const;
  [[nodiscard]] std::string_view Text(const TiffDirectory& directory, uint16_t tag) const;

  // The tag's value `index`, counted from 0, as an offset in the file. None if the tag has too few
  // values or is not a list of offsets.
  [[nodiscard]] std::optional<uint64_t> Offset(const TiffDirectory& directory, uint16_t tag,
                                               uint32_t index) const;

  // The offset of the tag's first value.
  [[nodiscard]] std::optional<uint64_t> ValueOffset(const TiffDirectory& directory,
                                                    uint16_t tag) const;

 private:
  struct Values {
    uint16_t type = 0;
    uint64_t count = 0;
    uint64_t item_bytes = 0;
    uint64_t at = 0;  // of the first, which is inside the file
  };

  TiffFile(ByteView view, bool big, uint64_t first_offset)
      : view_(view), big_(big), first_offset_(first_offset) {}

  [[nodiscard]] std::optional<Values> ValuesOf(const Entry& entry) const;
  [[nodiscard]] std::optional<Values> ValuesOf(const TiffDirectory& directory, uint16_t tag) const;
  [[nodiscard]] std::optional<uint64_t> NumberAt(uint16_t type, uint64_t at) const;

  ByteView view_;
  bool big_;
  uint64_t first_offset_;
};

}  // namespace photomill
