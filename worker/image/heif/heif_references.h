// References between the items of a HEIF, as libheif 1.15 understands them: it refuses a file whose
// EXIF, gain map, matte or thumbnail belongs to two pictures, or to one of a kind that it does not
// know. iPhones since iOS 18 name both the photo and its tone-mapped one ("tmap"). Pure functions
// over bytes in memory; any thread may call them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace photomill::heif {

// A piece of a file: what stands in the source, which must outlive it, or what stands in its place.
struct FilePiece {
  std::string_view kept;
  std::string made;  // where there is nothing kept

  [[nodiscard]] std::string_view bytes() const { return kept.empty() ? made : kept; }
  bool operator==(const FilePiece&) const = default;
};

// The file with a reference to each picture instead of one to several, and to a tone-mapped
// picture's base instead of to that. All that stood in the file stands at its place: the list of
// references, which becomes longer, moves behind it, within a new meta box. None where nothing is
// to change, and where the boxes are damaged or too many, which is libheif's to refuse. Throws
// std::bad_alloc.
std::optional<std::vector<FilePiece>> MendReferences(std::string_view file);

}  // namespace photomill::heif
