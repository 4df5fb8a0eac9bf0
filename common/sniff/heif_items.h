// The items of a HEIF file (ISO/IEC 23008-12), as its meta box lists them: images, their tiles,
// thumbnails and alpha, with the properties that each has. Knows no codec.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/container/iso_box.h"

namespace photomill::sniff {

struct HeifItem {
  std::string_view type;  // "hvc1", "av01", "grid", "Exif", …
  bool hidden = false;
  bool part = false;                 // a tile or layer of another item, or its gain map
  bool secondary = false;            // a thumbnail, or alpha or depth, of another item
  std::vector<uint32_t> parts;       // the items that it consists of
  std::vector<uint32_t> companions;  // the items that are auxiliary to it
  std::vector<uint32_t> describers;  // items that describe this one: EXIF, XMP
  std::vector<uint16_t> properties;  // numbers of properties, in the order of their effect
};

struct HeifSize {
  uint32_t width = 0;  // px
  uint32_t height = 0;
  bool operator==(const HeifSize&) const = default;
};

// How one item relates to others: the thumbnail of, the tiles of, the EXIF of.
struct HeifReference {
  std::string_view type;  // "dimg", "thmb", "cdsc", …
  uint32_t from = 0;
  uint64_t count = 0;  // of the items that it claims to name
  uint64_t id_bytes = 2;
  ByteView body{{}};

  // The number of the item named at place `i`, which counts from 0.
  [[nodiscard]] uint32_t To(uint64_t i) const {
    return static_cast<uint32_t>(body.Number(id_bytes + 2 + i * id_bytes, id_bytes));
  }
  // Whether it has exactly the bytes for that many names.
  [[nodiscard]] bool IsExact() const { return body.size() == id_bytes + 2 + count * id_bytes; }
};

// Iterates over the references in the body of a box iref (ISO/IEC 14496-12, clause 8.11.12).
class HeifReferences {
 public:
  explicit HeifReferences(std::string_view iref);

  // None after the last one and at damage: status() says which.
  std::optional<HeifReference> Next();

  // kCorrupt if boxes are damaged, or together name more than limits::kHeifReferencesMax items.
  [[nodiscard]] const Status& status() const { return status_; }
  [[nodiscard]] uint64_t id_bytes() const { return id_bytes_; }
  // Whether the last reference ended with the box.
  [[nodiscard]] bool at_end() const { return boxes_.position() == content_bytes_; }

 private:
  uint64_t id_bytes_;
  uint64_t content_bytes_;
  IsoBoxes boxes_;
  uint64_t named_ = 0;
  Status status_;
};

class HeifItems {
 public:
  // `meta` is the body of the file's meta box.
  static Result<HeifItems> Read(std::string_view meta);

  // Null if no item has the number.
  [[nodiscard]] const HeifItem* Find(uint32_t id) const;
  [[nodiscard]] const HeifItem& primary() const { return items_.at(primary_); }
  [[nodiscard]] uint32_t primary_id() const { return primary_; }

  // The item's properties, in order, and the first of one type.
  [[nodiscard]] std::vector<IsoBox> Properties(const HeifItem& item) const;
  [[nodiscard]] std::optional<IsoBox> Property(const HeifItem& item, std::string_view type) const;

  // Whether it is an image, coded or assembled; false for metadata such as Exif.
  [[nodiscard]] static bool IsPicture(const HeifItem& item);
  [[nodiscard]] const std::map<uint32_t, HeifItem>& all() const { return items_; }

  // The size of the decoded or assembled image after its rotations and crops; 0 if none is stated.
  // The property ispe describes the image at its own position in the list: libheif's encoder puts
  // it after the rotations.
  [[nodiscard]] HeifSize StoredSize(const HeifItem& item) const;
  [[nodiscard]] HeifSize ShownSize(const HeifItem& item) const;

  // The image that readers without gain maps show instead: for a tone-mapped one ("tmap") the first
  // item that it consists of, for any other the item itself.
  [[nodiscard]] uint32_t BaseOf(uint32_t id) const;

  // The images that store its alpha.
  [[nodiscard]] std::vector<uint32_t> AlphaOf(const HeifItem& item) const;

  // The images that are meant to be shown; at least the primary one. A tone-mapped image is the
  // same as its base, for other screens, and does not count.
  [[nodiscard]] uint32_t CountPictures() const;

 private:
  Status ReadInfo(std::string_view body);
  Status ReadProperties(std::string_view body);
  void ReadAssociations(std::string_view body);
  Status ReadReferences(std::string_view body);
  void AddReference(std::string_view type, uint32_t from, uint32_t to);
  void ShareCompanions();

  uint32_t primary_ = 0;
  std::map<uint32_t, HeifItem> items_;
  std::vector<IsoBox> properties_;  // number n is at n - 1
};

}  // namespace photomill::sniff
