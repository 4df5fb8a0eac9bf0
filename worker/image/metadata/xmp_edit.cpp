#include "worker/image/metadata/xmp_edit.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "worker/image/metadata/attachments.h"

namespace photomill {
namespace {

constexpr std::string_view kSpace = " \t\r\n";
constexpr std::string_view kNoName = " \t\r\n=:/<>\"'";  // the end of a name

struct NameSpace {
  std::string_view uri;
  std::string_view usual_prefix;
};
constexpr NameSpace kTiff = {"http://ns.adobe.com/tiff/1.0/", "tiff"};
constexpr NameSpace kExif = {"http://ns.adobe.com/exif/1.0/", "exif"};

// `text` from `at` on, or empty past its end.
std::string_view From(std::string_view text, size_t at) {
  return at < text.size() ? text.substr(at) : std::string_view();
}

// The position of the first character from `at` on that is not in `characters`.
size_t Skip(std::string_view text, size_t at, std::string_view characters) {
  return std::min(text.size(), text.find_first_not_of(characters, at));
}

size_t EndOfName(std::string_view text, size_t at) {
  return std::min(text.size(), text.find_first_of(kNoName, at));
}

// The prefixes that the packet binds to the namespace anywhere, and the usual one.
std::vector<std::string> PrefixesOf(std::string_view packet, const NameSpace& name_space) {
  constexpr std::string_view kBinding = "xmlns:";
  std::vector<std::string> prefixes = {std::string(name_space.usual_prefix)};
  for (size_t at = packet.find(kBinding); at != std::string_view::npos;
       at = packet.find(kBinding, at + 1)) {
    const size_t name = at + kBinding.size();
    const size_t end = EndOfName(packet, name);
    const size_t equals = Skip(packet, end, kSpace);
    if (!From(packet, equals).starts_with('=')) continue;
    const size_t quote = Skip(packet, equals + 1, kSpace);
    if (!From(packet, quote + 1).starts_with(name_space.uri)) continue;
    prefixes.emplace_back(packet.substr(name, end - name));
  }
  return prefixes;
}

struct Digits {
  size_t at = 0;
  size_t count = 0;
};

// The number after a property's name, as an attribute's value or as an element's whole text.
std::optional<Digits> NumberBehind(std::string_view packet, size_t name_end) {
  size_t at = Skip(packet, name_end, kSpace);
  char last = '<';
  if (From(packet, at).starts_with('=')) {
    at = Skip(packet, at + 1, kSpace);
    if (at == packet.size() || (packet[at] != '"' && packet[at] != '\'')) return std::nullopt;
    last = packet[at];
  } else if (!From(packet, at).starts_with('>')) {
    return std::nullopt;
  }
  const size_t digits = Skip(packet, at + 1, kSpace);
  const size_t end = Skip(packet, digits, "0123456789");
  if (end == digits || !From(packet, Skip(packet, end, kSpace)).starts_with(last)) {
    return std::nullopt;
  }
  return Digits{digits, end - digits};
}

// Sets the property everywhere in the packet. False if it also occurs in an unknown form.
bool SetNumber(std::string& packet, const NameSpace& name_space, std::string_view property,
               uint32_t number) {
  const std::vector<std::string> prefixes = PrefixesOf(packet, name_space);
  const std::string digits = std::to_string(number);
  bool understood = true;
  for (size_t at = packet.find(property); at != std::string::npos;
       at = packet.find(property, at + property.size())) {
    const size_t end = at + property.size();
    if (at == 0 || EndOfName(packet, end) != end) continue;  // a part of another name
    if (packet[at - 1] == '<') understood = false;           // in a default namespace
    if (packet[at - 1] != ':' || at < 2) continue;
    const size_t before = std::string_view(packet).find_last_of(kNoName, at - 2);
    const size_t begin = before == std::string::npos ? 0 : before + 1;
    const std::string_view prefix = std::string_view(packet).substr(begin, at - 1 - begin);
    if (std::find(prefixes.begin(), prefixes.end(), prefix) == prefixes.end()) continue;
    if (begin > 0 && packet[begin - 1] == '/') continue;  // an element's end tag
    const std::optional<Digits> found = NumberBehind(packet, end);
    if (found) {
      packet.replace(found->at, found->count, digits);
    } else {
      understood = false;
    }
  }
  return understood;
}

}  // namespace

std::optional<std::string> UprightXmp(std::string packet, uint32_t width, uint32_t height) {
  packet.erase(packet.find_last_not_of('\0') + 1);
  if (packet.find('\0') != std::string::npos) return std::nullopt;  // UTF-16 or UTF-32
  if (!SetNumber(packet, kTiff, "Orientation", 1)) return std::nullopt;
  std::string sized = packet;
  SetNumber(sized, kTiff, "ImageWidth", width);
  SetNumber(sized, kTiff, "ImageLength", height);
  SetNumber(sized, kExif, "PixelXDimension", width);
  SetNumber(sized, kExif, "PixelYDimension", height);
  return sized.size() <= kMetadataBytesMax ? sized : packet;
}

}  // namespace photomill
