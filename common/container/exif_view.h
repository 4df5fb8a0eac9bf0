// An EXIF block: a small TIFF file (CIPA DC-008, Exif 2.32; TIFF 6.0), whose directories describe
// the image, the place where it was taken, and thumbnails. A view of untrusted bytes in memory:
// every offset is checked.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/container/tiff_directory.h"

namespace photomill {

// The prefix of the block in a JPEG's segment.
inline constexpr std::string_view kExifPrefix("Exif\0\0", 6);

// Some writers leave the prefix in PNG and WebP, where it does not belong; some write it twice.
std::string_view WithoutExifPrefix(std::string_view block);

// The EXIF block in a HEIF's item. The item's first four bytes are the offset from their end to the
// TIFF header (ISO/IEC 23008-12, A.2.1). Returns a view of `item`.
std::string_view HeifExif(std::string_view item);

// Where the parts of a block are. It has only offsets, so it also holds for a copy of the block.
struct ExifLayout {
  Endian endian = Endian::kBig;
  TiffDirectory first;
};

class ExifView {
 public:
  struct Range {  // bytes of the block
    uint64_t at = 0;
    uint64_t count = 0;
  };

  // The block without a prefix. None if it has no TIFF header, or no complete first directory.
  static std::optional<ExifView> Parse(std::string_view block);
  // A block whose layout is known already.
  static ExifView Known(std::string_view block, const ExifLayout& layout) {
    return {TiffFile::Known(block, layout.endian, layout.first.at), layout.first};
  }
  // Treats a directory of a larger TIFF as the first directory of a block.
  static ExifView OfDirectory(const TiffFile& file, const TiffDirectory& directory) {
    return {file, directory};
  }

  [[nodiscard]] const TiffFile& file() const { return file_; }
  [[nodiscard]] const ByteView& view() const { return file_.view(); }
  [[nodiscard]] const TiffDirectory& first() const { return first_; }
  [[nodiscard]] ExifLayout layout() const { return {view().endian(), first_}; }

  // A range inside the block.
  [[nodiscard]] std::optional<TiffDirectory> DirectoryAt(uint64_t at) const;
  // The directories that EXIF adds to TIFF, and the one that names its colours; none if missing.
  [[nodiscard]] std::optional<TiffDirectory> ExifDirectory() const;
  [[nodiscard]] std::optional<TiffDirectory> InteroperabilityDirectory() const;
  // The first directory with all others that describe the image itself, including its location.
  [[nodiscard]] std::vector<TiffDirectory> DirectoriesOfPicture() const;

  // Whether the colours are Adobe RGB (1998), as cameras state it without a profile: the colour
  // space is "uncalibrated", and the index is R03, DCF's optional colour space.
  [[nodiscard]] bool IsAdobeRgb() const;

  // The offset of the first entry with the tag.
  [[nodiscard]] std::optional<uint64_t> Find(const TiffDirectory& directory, uint16_t tag) const {
    return file_.Find(directory, tag);
  }
  // The directory's entries, with the offset of the next one.
  [[nodiscard]] static Range RangeOf(const TiffDirectory& directory);
  // The position of the values of the entry at the offset: in the entry or elsewhere, possibly
  // outside the block.
  [[nodiscard]] Range ValueOf(uint64_t entry) const;

  // The tag's numbers; none if they are outside the block.
  [[nodiscard]] std::vector<uint32_t> NumbersIn(const TiffDirectory& directory, uint16_t tag) const;
  // The first of these numbers; zero if there is none.
  [[nodiscard]] uint32_t NumberIn(const TiffDirectory& directory, uint16_t tag) const;

 private:
  ExifView(const TiffFile& file, const TiffDirectory& first) : file_(file), first_(first) {}

  TiffFile file_;
  TiffDirectory first_;
};

// What a block says about the pixels, and its layout for later readers.
struct ExifFacts {
  // 1 to 8, or 0 if there is none. EXIF is often damaged, so an orientation counts even if the
  // block ends within its first directory.
  uint8_t orientation = 0;
  bool adobe_rgb = false;            // ExifView::IsAdobeRgb
  std::optional<ExifLayout> layout;  // none if ExifView::Parse would refuse the block
};

// Reads a block with or without a prefix.
ExifFacts ReadExif(std::string_view block);

// An EXIF block of a file, for those who edit a copy of it later.
struct PlacedExif {
  uint64_t at = 0;  // in the file, after the block's prefix
  uint64_t bytes = 0;
  std::optional<ExifLayout> layout = std::nullopt;  // none if the block is damaged

  [[nodiscard]] bool given() const { return bytes > 0; }
};

}  // namespace photomill
