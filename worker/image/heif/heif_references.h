// References between the items of a HEIF, in a form that libheif 1.15 understands. It rejects a
// file whose EXIF, gain map, matte or thumbnail belongs to two images, or to one of an unknown
// kind. iPhones since iOS 18 reference both the photo and its tone-mapped image ("tmap"). Pure
// functions over bytes in memory; any thread may call them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace photomill::heif {

// A piece of a file: a part of the source, which must outlive it, or a replacement.
struct FilePiece {
  std::string_view kept;
  std::string made;  // used if `kept` is empty

  [[nodiscard]] std::string_view bytes() const { return kept.empty() ? made : kept; }
  bool operator==(const FilePiece&) const = default;
};

// The file with one reference per image instead of one to several, and with references to the base
// of a tone-mapped image instead of to that image. All bytes keep their offsets: the list of
// references, which grows, moves to the end of the file in a new meta box. Returns nothing if no
// change is needed, or if the boxes are damaged or too many; libheif then rejects the file.
// `separate_alpha`: an item that no longer belongs to any image. Throws std::bad_alloc.
std::optional<std::vector<FilePiece>> MendReferences(
    std::string_view file, std::optional<uint32_t> separate_alpha = std::nullopt);

}  // namespace photomill::heif
