// The items of a HEIF file (ISO/IEC 23008-12) as its meta box tells them: pictures, their tiles,
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
  std::vector<uint32_t> parts;       // the items that it is made of
  std::vector<uint32_t> companions;  // the items that are auxiliary to it
  std::vector<uint16_t> properties;  // numbers of properties, in the order of their effect
};

struct HeifSize {
  uint32_t width = 0;  // px
  uint32_t height = 0;
  bool operator==(const HeifSize&) const = default;
};

// What one item has to do with others: the thumbnail of, the tiles of, the EXIF of.
struct HeifReference {
  std::string_view type;  // "dimg", "thmb", "cdsc", …
  uint32_t from = 0;
  uint64_t count = 0;  // of the items that it states to name
  uint64_t id_bytes = 2;
  ByteView body{{}};

  // The number of the item named at place `i`, which counts from 0.
  [[nodiscard]] uint32_t To(uint64_t i) const {
    return static_cast<uint32_t>(body.Number(id_bytes + 2 + i * id_bytes, id_bytes));
  }
  // Whether it has exactly the bytes of so many names.
  [[nodiscard]] bool IsExact() const { return body.size() == id_bytes + 2 + count * id_bytes; }
};

// Goes through the references in the body of a box iref (ISO/IEC 14496-12, clause 8.11.12).
class HeifReferences {
 public:
  explicit HeifReferences(std::string_view iref);

  // None behind the last one and at damage: status() says which.
  std::optional<HeifReference> Next();

  // kCorrupt where boxes are damaged, or name more than limits::kHeifReferencesMax items together.
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

  // Null where no item has the number.
  [[nodiscard]] const HeifItem* Find(uint32_t id) const;
  [[nodiscard]] const HeifItem& primary() const { return items_.at(primary_); }
  [[nodiscard]] uint32_t primary_id() const { return primary_; }

  // The item's properties, in order, and the first of one type.
  [[nodiscard]] std::vector<IsoBox> Properties(const HeifItem& item) const;
  [[nodiscard]] std::optional<IsoBox> Property(const HeifItem& item, std::string_view type) const;

  // Whether it is a picture, coded or made of others; not what tells of one, like Exif.
  [[nodiscard]] static bool IsPicture(const HeifItem& item);
  [[nodiscard]] const std::map<uint32_t, HeifItem>& all() const { return items_; }

  // Of the picture as it is decoded or put together, and behind its turns and crops; 0 where none
  // is told. The property ispe tells of the picture where it stands among them: libheif's encoder
  // puts it behind the turns.
  [[nodiscard]] HeifSize StoredSize(const HeifItem& item) const;
  [[nodiscard]] HeifSize ShownSize(const HeifItem& item) const;

  // The picture that readers without gain maps show in its place: of a tone-mapped one ("tmap")
  // what it is made of in the first place, of any other the item itself.
  [[nodiscard]] uint32_t BaseOf(uint32_t id) const;

  // The pictures beside it that tell its opacity.
  [[nodiscard]] std::vector<uint32_t> AlphaOf(const HeifItem& item) const;

  // The pictures that are meant to be shown; at least the primary one. A tone-mapped picture is its
  // base for other screens, and no further one.
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
  std::vector<IsoBox> properties_;  // number n stands at n - 1
};

}  // namespace photomill::sniff
