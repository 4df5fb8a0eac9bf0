#include "worker/image/metadata/xmp_truth.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <utility>
#include <vector>

#include "worker/image/metadata/attachments.h"
#include "worker/image/metadata/xmp_document.h"

namespace photomill {
namespace {

using Range = XmpDocument::Range;

// Prefixes of the names of properties; most are complete namespaces.
constexpr std::array<std::string_view, 19> kNeverThere = {
    // Videos: Google's properties, which others write as well, and OPPO's.
    "http://ns.google.com/photos/1.0/camera/MotionPhoto",
    "http://ns.google.com/photos/1.0/camera/MicroVideo",
    "http://ns.oplus.com/photos/1.0/camera/MotionPhoto",
    "http://ns.oplus.com/photos/1.0/camera/OLivePhoto",
    "http://ns.oplus.com/photos/1.0/camera/VideoLength",
    // The list of the files after the image.
    "http://ns.google.com/photos/1.0/container/",
    "http://ns.google.com/photos/dd/1.0/",
    "http://ns.xiaomi.com/photos/1.0/camera/XMPMeta",
    // Gain maps.
    "http://ns.adobe.com/hdr-gain-map/1.0/",
    "http://ns.apple.com/HDRGainMap/1.0/",
    "http://ns.apple.com/pixeldatainfo/1.0/",
    // Depth maps, and further images and sounds in extended XMP.
    "http://ns.google.com/photos/1.0/depthmap/",
    "http://ns.google.com/photos/1.0/image/",
    "http://ns.google.com/photos/1.0/audio/",
    "http://ns.apple.com/depthData/1.0/",
    "http://ns.apple.com/depthBlurEffect/1.0/",
    "http://ns.adobe.com/xmp/note/HasExtendedXMP",
    // Thumbnails.
    "http://ns.adobe.com/xap/1.0/Thumbnails",
    "http://ns.adobe.com/xap/1.0/PageInfo",
};

// The same names in packets that bind no namespaces.
constexpr std::array<std::string_view, 5> kUsualNames = {"MotionPhoto", "MicroVideo",
                                                         "hdrgm:", "HDRGainMap", "GPano:"};

constexpr std::string_view kPanorama = "http://ns.google.com/photos/1.0/panorama/";
constexpr std::string_view kRegions = "http://www.metadataworkinggroup.com/schemas/regions/";
constexpr std::string_view kDimensions = "http://ns.adobe.com/xap/1.0/sType/Dimensions#";
constexpr std::string_view kAppliedTo =
    "http://www.metadataworkinggroup.com/schemas/regions/AppliedToDimensions";

// Properties with positions in the image.
constexpr std::array<std::string_view, 4> kPlaced = {
    kPanorama, kRegions, "http://ns.microsoft.com/photo/1.2/RegionInfo",
    "http://iptc.org/std/Iptc4xmpExt/2008-02-29/ImageRegion"};

bool BeginsWithOne(std::string_view name, const auto& beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(),
                     [&](std::string_view beginning) { return name.starts_with(beginning); });
}

// Returns the namespace of a name or of a prefix.
std::string_view NamespaceOf(std::string_view name) {
  return name.substr(0, name.find_last_of("/#") + 1);
}

// Whether the packet contains a namespace in which properties may need correction.
bool MayBeUntrue(std::string_view packet) {
  const auto named = [&](std::string_view name) {
    const std::string_view name_space = NamespaceOf(name);
    if (packet.find(name_space) == std::string_view::npos) return false;
    // Nearly every packet has this namespace.
    return name_space != "http://ns.adobe.com/xap/1.0/" ||
           packet.find(name.substr(name_space.size())) != std::string_view::npos;
  };
  return std::any_of(kNeverThere.begin(), kNeverThere.end(), named) ||
         std::any_of(kPlaced.begin(), kPlaced.end(), named) ||
         std::any_of(kUsualNames.begin(), kUsualNames.end(), [&](std::string_view name) {
           return packet.find(name) != std::string_view::npos;
         });
}

// A property as an attribute, or as an element whose value is its text.
struct Number {
  std::string_view name;  // without its namespace
  std::optional<uint32_t> value;
  Range at;
};

std::optional<uint32_t> WholeNumber(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return std::nullopt;
  text = text.substr(begin, text.find_last_not_of(" \t\r\n") + 1 - begin);
  uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// Returns the properties in the namespace whose local names are `wanted`.
std::vector<Number> NumbersOf(const XmpDocument& document, std::string_view name_space,
                              bool (*wanted)(std::string_view)) {
  std::vector<Number> numbers;
  const auto take = [&](std::string_view name, std::string_view text, Range at) {
    if (!name.starts_with(name_space) || !wanted(name.substr(name_space.size()))) return;
    numbers.push_back({name.substr(name_space.size()), WholeNumber(text), at});
  };
  for (const XmpDocument::Element& element : document.elements()) {
    if (element.leaf) take(element.name, element.text, element.content);
    for (const XmpDocument::Attribute& one : element.attributes) {
      take(one.name, one.value, one.value_at);
    }
  }
  return numbers;
}

bool IsPanoramaSize(std::string_view name) {
  return name.ends_with("Pixels") || name.starts_with("LargestValidInteriorRect");
}

bool IsOfHeight(std::string_view name) {
  return name.find("Height") != std::string_view::npos ||
         name.find("Top") != std::string_view::npos;
}

void SetNumber(const Number& number, uint32_t value, std::vector<XmpEdit>& edits) {
  if (number.value != value) edits.push_back({number.at, std::to_string(value)});
}

// The image covers the cropped area, so both have the same size in the output. Returns false if a
// size is not a number or appears twice.
bool ScalePanorama(const XmpDocument& document, const XmpScene& scene,
                   std::vector<XmpEdit>& edits) {
  const std::vector<Number> numbers = NumbersOf(document, kPanorama, IsPanoramaSize);
  std::map<std::string_view, uint32_t> sizes;
  for (const Number& number : numbers) {
    if (!number.value || !sizes.emplace(number.name, *number.value).second) return false;
  }
  const auto size = [&](std::string_view name, uint32_t otherwise) {
    const auto found = sizes.find(name);
    return found == sizes.end() ? otherwise : found->second;
  };
  const uint32_t across = size("CroppedAreaImageWidthPixels", scene.source_width);
  const uint32_t down = size("CroppedAreaImageHeightPixels", scene.source_height);
  if (across == 0 || down == 0) return false;
  const auto scaled = [&](std::string_view name, uint32_t value) {
    const double pixels = IsOfHeight(name) ? double{1} * value * scene.height / down
                                           : double{1} * value * scene.width / across;
    // The result stays consistent, because the size of the cropped area needs no rounding.
    return std::round(std::min<double>(pixels, UINT32_MAX));
  };
  for (const Number& number : numbers) {
    SetNumber(number, static_cast<uint32_t>(scaled(number.name, *number.value)), edits);
  }
  return true;
}

// Returns the properties in AppliedToDimensions, or in an rdf:Description in it.
std::vector<Number> SizesOfRegions(const XmpDocument& document) {
  std::vector<Number> sizes;
  const auto take = [&](std::string_view name, std::string_view text, Range at) {
    if (!name.starts_with(kDimensions)) return;
    const std::string_view side = name.substr(kDimensions.size());
    if (side == "w" || side == "h") sizes.push_back({side, WholeNumber(text), at});
  };
  const std::vector<XmpDocument::Element>& elements = document.elements();
  for (const XmpDocument::Element& element : elements) {
    const XmpDocument::Element& parent = elements[element.parent];
    const bool within = parent.name == kAppliedTo || elements[parent.parent].name == kAppliedTo;
    if (!within && element.name != kAppliedTo) continue;
    if (within && element.leaf) take(element.name, element.text, element.content);
    for (const XmpDocument::Attribute& one : element.attributes) {
      take(one.name, one.value, one.value_at);
    }
  }
  return sizes;
}

// Regions are fractions of an image whose size is given next to them. Returns false if that image
// is landscape and the source portrait, or the reverse, as in a HEIC that its decoder rotates.
bool ScaleRegions(const XmpDocument& document, const XmpScene& scene, std::vector<XmpEdit>& edits) {
  uint32_t width = 0;
  uint32_t height = 0;
  for (const Number& number : SizesOfRegions(document)) {
    const bool across = number.name == "w";
    (across ? width : height) = number.value.value_or(0);
    SetNumber(number, across ? scene.width : scene.height, edits);
  }
  const bool lies = width > height && scene.source_width < scene.source_height;
  const bool stands = width < height && scene.source_width > scene.source_height;
  return width == 0 || height == 0 || (!lies && !stands);
}

}  // namespace

bool IsBeyondCorrection(std::string_view packet) {
  return MayBeUntrue(packet) && !XmpDocument::Parse(packet);
}

std::string TrueXmp(std::string packet, const XmpScene& scene) {
  if (!MayBeUntrue(packet)) return packet;
  const std::optional<XmpDocument> document = XmpDocument::Parse(packet);
  if (!document) return {};
  const bool in_place = scene.whole && scene.as_stored;
  std::vector<XmpEdit> of_panorama;
  std::vector<XmpEdit> of_regions;
  const bool panorama = in_place && ScalePanorama(*document, scene, of_panorama);
  const bool regions = in_place && ScaleRegions(*document, scene, of_regions);
  const auto untrue = [&](std::string_view name) {
    if (BeginsWithOne(name, kNeverThere)) return true;
    if (name.starts_with(kPanorama)) return !panorama;
    if (name.starts_with(kRegions)) return !regions;
    return !in_place && BeginsWithOne(name, kPlaced);
  };
  if (untrue(document->elements().front().name)) return {};
  std::vector<XmpEdit> edits;
  if (panorama) edits.insert(edits.end(), of_panorama.begin(), of_panorama.end());
  if (regions) edits.insert(edits.end(), of_regions.begin(), of_regions.end());
  for (const XmpDocument::Element& element : document->elements()) {
    if (untrue(element.name)) edits.push_back({element.all, ""});
    for (const XmpDocument::Attribute& one : element.attributes) {
      if (untrue(one.name)) edits.push_back({one.all, ""});
    }
  }
  std::string edited = Edited(packet, std::move(edits));
  return edited.size() <= kMetadataBytesMax ? edited : std::string();
}

}  // namespace photomill
