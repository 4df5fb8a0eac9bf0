#include "tests/support/phone_heif.h"

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <utility>

#include "common/sniff/heif_data.h"
#include "common/sniff/heif_items.h"
#include "tests/support/heif_files.h"

namespace photomill::test {
namespace {

constexpr uint32_t kTileSide = 512;
constexpr uint32_t kSide = 64;  // of gain maps and similar images

// A coded image, extracted from an encoder's file. If x265 cannot code an image directly, libheif
// makes it a tile, so no such image may be used here.
struct Coded {
  std::string configuration;  // boxes
  std::string colour;
  std::string data;
};

Coded Encode(const Picture& picture, const PhoneSpec& spec) {
  HeifSpec heif;
  heif.av1 = spec.av1;
  heif.bits = spec.bits;
  const std::string file = MakeHeif(picture, heif);
  IsoBoxes boxes(file, "the HEIF");
  while (const std::optional<IsoBox> box = boxes.Next()) {
    if (box->type != "meta") continue;
    const Result<sniff::HeifItems> items = sniff::HeifItems::Read(box->body);
    const Result<sniff::HeifData> data = sniff::HeifData::Read(file, box->body);
    if (!items || !data || items->primary().type == "grid") break;
    const auto property = [&](const char* type) {
      return IsoBoxBytes(type, items->Property(items->primary(), type)->body);
    };
    std::string joined;
    return {property(spec.av1 ? "av1C" : "hvcC"), property("colr"),
            std::string(*data->Of(items->primary_id(), joined))};
  }
  std::cerr << "cannot take apart a HEIF file for a test" << std::endl;
  std::abort();
}

// A crop of `planes` planes, from (left, top) on; beyond the edges the edge samples are repeated.
Picture Part(const Picture& picture, size_t plane_begin, size_t planes, uint32_t left, uint32_t top,
             uint32_t width, uint32_t height) {
  Picture part{width, height, planes == 1 ? ColourModel::kGrey : ColourModel::kRgb, {}, false};
  for (size_t i = 0; i < planes; ++i) {
    const Plane& from = picture.planes[plane_begin + i];
    Plane plane{width, height, {}};
    for (uint32_t y = 0; y < height; ++y) {
      for (uint32_t x = 0; x < width; ++x) {
        const uint32_t column = std::min(left + x, picture.width - 1);
        const uint32_t row = std::min(top + y, picture.height - 1);
        plane.samples.push_back(from.samples[size_t{row} * picture.width + column]);
      }
    }
    part.planes.push_back(std::move(plane));
  }
  return part;
}

class Maker {
 public:
  Maker(const Picture& picture, const PhoneSpec& spec) : picture_(picture), spec_(spec) {}

  PhoneHeif Make() {
    HeifBytes& heif = made_.heif;
    heif.brand = spec_.av1 ? "avif" : "heic";
    heif.wide = spec_.wide;
    heif.data_in_file = spec_.data_in_file;
    made_.base = heif.primary = spec_.tiles ? AddGrid() : AddCoded(Whole(), Turn());
    const uint32_t gain = spec_.gain_map ? AddGainMap() : 0;
    for (const std::string& matte : spec_.mattes) {
      AddAuxiliary("urn:com:apple:photo:2018:aux:" + matte, Grey(0, kSide, kSide));
    }
    if (spec_.thumbnail) Refer("thmb", AddCoded(Rgb(0, 0, kSide, kSide), {}));
    if (spec_.alpha) {
      const uint32_t alpha = AddAuxiliary(
          spec_.av1 ? "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha" : "urn:mpeg:hevc:2015:auxid:1",
          Opacity());
      if (spec_.premultiplied) heif.references.push_back({"prem", made_.base, {alpha}});
    }
    if (spec_.depth) AddAuxiliary("urn:mpeg:hevc:2015:auxid:2", Grey(1, kSide, kSide));
    AddMetadata();
    made_.tone_mapped = Add({.type = "tmap", .data = std::string(62, '\1')});
    heif.items.back().properties = {Property(ShownSize())};
    std::vector<uint32_t> inputs = {made_.base};
    if (gain != 0) inputs.push_back(gain);
    heif.references.push_back({"dimg", made_.tone_mapped, inputs});
    if (spec_.group) heif.groups = Alternatives(heif, {made_.tone_mapped, made_.base});
    return std::move(made_);
  }

 private:
  [[nodiscard]] Picture Rgb(uint32_t left, uint32_t top, uint32_t width, uint32_t height) const {
    return Part(picture_, 0, 3, left, top, width, height);
  }
  [[nodiscard]] Picture Whole() const { return Rgb(0, 0, picture_.width, picture_.height); }
  [[nodiscard]] Picture Grey(size_t plane, uint32_t width, uint32_t height) const {
    return Part(picture_, plane, 1, 0, 0, width, height);
  }
  [[nodiscard]] Picture Opacity() const {
    const auto excess = static_cast<uint32_t>(spec_.alpha_excess);  // wraps around if negative
    return Grey(picture_.planes.size() - 1, picture_.width + excess, picture_.height + excess);
  }
  [[nodiscard]] std::string ShownSize() const {
    return spec_.quarters % 2 == 0 ? Ispe(picture_.width, picture_.height)
                                   : Ispe(picture_.height, picture_.width);
  }
  [[nodiscard]] std::vector<std::string> Turn() const {
    if (spec_.quarters == 0) return {};
    return {Irot(spec_.quarters)};
  }

  uint32_t Property(std::string box) {
    std::vector<std::string>& all = made_.heif.properties;
    const auto found = std::find(all.begin(), all.end(), box);
    if (found != all.end()) return static_cast<uint32_t>(found - all.begin()) + 1;
    all.push_back(std::move(box));
    return static_cast<uint32_t>(all.size());
  }
  uint32_t Add(HeifItemBytes item) {
    made_.heif.items.push_back(std::move(item));
    return static_cast<uint32_t>(made_.heif.items.size());
  }
  // A reference to the photo; PhoneFile() can change it.
  void Refer(std::string type, uint32_t from) {
    made_.heif.references.push_back({std::move(type), from, {made_.base}});
  }

  uint32_t AddCoded(const Picture& picture, const std::vector<std::string>& properties,
                    bool hidden = false) {
    Coded coded = Encode(picture, spec_);
    std::vector<uint32_t> numbers = {Property(Ispe(picture.width, picture.height)),
                                     Property(coded.configuration), Property(coded.colour)};
    for (const std::string& property : properties) numbers.push_back(Property(property));
    return Add({.type = spec_.av1 ? "av01" : "hvc1",
                .properties = std::move(numbers),
                .hidden = hidden,
                .data = std::move(coded.data)});
  }
  uint32_t AddGrid() {
    const uint32_t columns = (picture_.width + kTileSide - 1) / kTileSide;
    const uint32_t rows = (picture_.height + kTileSide - 1) / kTileSide;
    std::vector<uint32_t> tiles;
    for (uint32_t i = 0; i < rows * columns; ++i) {
      tiles.push_back(AddCoded(
          Rgb(i % columns * kTileSide, i / columns * kTileSide, kTileSide, kTileSide), {}, true));
    }
    std::vector<uint32_t> properties = {Property(Ispe(picture_.width, picture_.height))};
    for (const std::string& turn : Turn()) properties.push_back(Property(turn));
    const uint32_t grid = Add({.type = "grid",
                               .properties = std::move(properties),
                               .data = GridData(rows, columns, picture_.width, picture_.height)});
    made_.heif.references.push_back({"dimg", grid, tiles});
    return grid;
  }
  uint32_t AddAuxiliary(const std::string& kind, const Picture& picture) {
    const uint32_t item = AddCoded(picture, {AuxC(kind)});
    Refer("auxl", item);
    return item;
  }
  // With an XMP item that describes it.
  uint32_t AddGainMap() {
    const uint32_t gain =
        AddAuxiliary("urn:com:apple:photo:2020:aux:hdrgainmap", Grey(0, kSide, kSide));
    const uint32_t xmp = Add({.type = "mime",
                              .data = "<x:xmpmeta>of the gain map</x:xmpmeta>",
                              .content = "application/rdf+xml"});
    made_.heif.references.push_back({"cdsc", xmp, {gain}});
    return gain;
  }
  void AddMetadata() {
    if (!spec_.exif.empty()) {
      Refer("cdsc", Add({.type = "Exif", .data = Big(6, 4) + "Exif\0\0"s + spec_.exif}));
    }
    if (!spec_.xmp.empty()) {
      Refer("cdsc", Add({.type = "mime", .data = spec_.xmp, .content = "application/rdf+xml"}));
    }
  }

  const Picture& picture_;
  const PhoneSpec& spec_;
  PhoneHeif made_;
};

}  // namespace

PhoneHeif MakePhoneHeif(const Picture& picture, const PhoneSpec& spec) {
  return Maker(picture, spec).Make();
}

std::string PhoneFile(const PhoneHeif& photo, Named named) {
  HeifBytes heif = photo.heif;
  for (HeifReferenceBytes& reference : heif.references) {
    const bool belongs =
        reference.type == "cdsc" || reference.type == "auxl" || reference.type == "thmb";
    if (!belongs || reference.to != std::vector<uint32_t>{photo.base}) continue;
    if (named == Named::kToneMapped) reference.to = {photo.tone_mapped};
    if (named == Named::kBoth) reference.to = {photo.base, photo.tone_mapped};
    if (named == Named::kBothReversed) reference.to = {photo.tone_mapped, photo.base};
  }
  return Heif(heif);
}

}  // namespace photomill::test
