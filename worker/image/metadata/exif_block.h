// The structure of an EXIF block: a small TIFF file (CIPA DC-008, Exif 2.32; TIFF 6.0) of a byte
// order and directories, whose entries hold a value or tell where it stands. The bytes are a
// stranger's: every offset is checked. For exif_edit and exif_pictures.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/container/byte_view.h"

namespace photomill::exif {

inline constexpr uint64_t kEntryBytes = 12;

inline constexpr uint16_t kTypeAscii = 2;
inline constexpr uint16_t kTypeShort = 3;
inline constexpr uint16_t kTypeLong = 4;

inline constexpr uint16_t kExifDirectoryTag = 0x8769;
inline constexpr uint16_t kGpsDirectoryTag = 0x8825;
inline constexpr uint16_t kInteroperabilityTag = 0xA005;

struct Range {  // bytes of the block
  uint64_t at = 0;
  uint64_t count = 0;
};

// A directory whose entries lie within the block.
struct Directory {
  uint64_t at = 0;
  uint64_t entries = 0;

  [[nodiscard]] uint64_t Entry(uint64_t i) const { return at + 2 + i * kEntryBytes; }
  [[nodiscard]] uint64_t end() const { return Entry(entries); }  // where the next one is told
  [[nodiscard]] Range range() const { return {at, end() + 4 - at}; }
};

// None where the block has no header of TIFF, or no first directory.
std::optional<sniff::ByteView> ViewOf(std::string_view block);

std::optional<Directory> DirectoryAt(const sniff::ByteView& view, uint64_t at);

// That of a block that ViewOf knows.
Directory FirstDirectory(const sniff::ByteView& view);
// The directories of what EXIF adds to TIFF, and of the names of its colours; none where there are
// none.
std::optional<Directory> ExifDirectory(const sniff::ByteView& view);
std::optional<Directory> InteroperabilityDirectory(const sniff::ByteView& view);
// The first one with all that tell of the picture itself, the place where it was taken among them.
std::vector<Directory> DirectoriesOfPicture(const sniff::ByteView& view);

// Where an entry with the tag stands; of several the first.
std::optional<uint64_t> FindEntry(const sniff::ByteView& view, const Directory& directory,
                                  uint16_t tag);
// Where the entry's value stands, in the entry itself or elsewhere; it may lie outside of the
// block.
Range ValueOf(const sniff::ByteView& view, uint64_t entry);

// The entry's number, or the first of several; zero where there is none.
uint32_t NumberIn(const sniff::ByteView& view, const Directory& directory, uint16_t tag);
// All of the entry's numbers; none where they do not lie within the block.
std::vector<uint32_t> NumbersIn(const sniff::ByteView& view, const Directory& directory,
                                uint16_t tag);

// Writes a number of 2 or 4 bytes in the block's own order; nothing where it does not fit in.
void Put(std::string& block, uint64_t at, uint32_t number, uint32_t bytes);

}  // namespace photomill::exif
