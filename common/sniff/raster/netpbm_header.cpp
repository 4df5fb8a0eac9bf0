#include "common/sniff/raster/netpbm_header.h"

#include <algorithm>
#include <array>
#include <string>

#include "common/base/text.h"
#include "common/container/byte_view.h"
#include "common/sniff/content_kinds.h"
#include "common/sniff/formats.h"

namespace photomill::sniff {
namespace {

using std::string_view_literals::operator""sv;

constexpr uint64_t kHeaderBytesMax = 64 * 1024;  // including comments
constexpr uint32_t kLargestMax = 65535;
constexpr uint32_t kSamplesMax = 4;

bool IsSpace(uint8_t byte) {
  return byte == ' ' || (byte >= '\t' && byte <= '\r');
}
bool IsDigit(uint8_t byte) {
  return byte >= '0' && byte <= '9';
}

// Reads the numbers of a header, each after comments and white space.
class Scanner {
 public:
  Scanner(std::string_view bytes, uint64_t at)
      : view_(bytes), at_(at), end_(std::min(view_.size(), at + kHeaderBytesMax)) {}

  [[nodiscard]] uint64_t position() const { return at_; }
  [[nodiscard]] uint8_t here() const { return at_ < end_ ? view_.U8(at_) : uint8_t{0}; }
  [[nodiscard]] bool at_end() const { return at_ >= end_; }
  void Advance() { ++at_; }

  void SkipSpace() {
    while (!at_end() && (IsSpace(here()) || here() == '#')) {
      if (here() == '#') {
        SkipLine();
      } else {
        Advance();
      }
    }
  }
  void SkipLine() {
    while (!at_end() && here() != '\n' && here() != '\r') Advance();
  }
  std::optional<uint32_t> Number() {
    SkipSpace();
    constexpr uint64_t kDigitsMax = 9;
    uint32_t value = 0;
    const uint64_t from = at_;
    for (; IsDigit(here()); Advance()) {
      if (at_ - from >= kDigitsMax) return std::nullopt;
      value = value * 10 + (here() - uint32_t{'0'});
    }
    if (at_ == from) return std::nullopt;
    return value;
  }
  std::string_view Word() {
    const uint64_t from = at_;
    while (!at_end() && !IsSpace(here())) Advance();
    return view_.Slice(from, at_ - from);
  }

 private:
  ByteView view_;
  uint64_t at_;
  uint64_t end_;
};

// The kinds P1 to P6, in this order.
struct Kind {
  NetpbmCoding coding;
  NetpbmModel model;
};
constexpr std::array kKinds = {
    Kind{NetpbmCoding::kTextBits, NetpbmModel::kGrey},
    Kind{NetpbmCoding::kText, NetpbmModel::kGrey},
    Kind{NetpbmCoding::kText, NetpbmModel::kRgb},
    Kind{NetpbmCoding::kBits, NetpbmModel::kGrey},
    Kind{NetpbmCoding::kBytes, NetpbmModel::kGrey},
    Kind{NetpbmCoding::kBytes, NetpbmModel::kRgb},
};

bool IsTextCoding(NetpbmCoding coding) {
  return coding == NetpbmCoding::kText || coding == NetpbmCoding::kTextBits;
}

// Reads what follows the last number: one white-space character, or a comment and its line break.
bool EndHeader(Scanner& scanner, NetpbmLayout* layout) {
  if (IsTextCoding(layout->coding)) {
    scanner.SkipSpace();
    const uint8_t next = scanner.here();
    layout->pixels_at = scanner.position();
    if (layout->coding == NetpbmCoding::kTextBits) return next == '0' || next == '1';
    return IsDigit(next);
  }
  if (scanner.here() == '#') scanner.SkipLine();
  if (!IsSpace(scanner.here())) return false;
  scanner.Advance();
  layout->pixels_at = scanner.position();
  return true;
}

std::optional<NetpbmLayout> ReadNumbers(std::string_view bytes, uint64_t at, bool named) {
  const Kind& kind = kKinds[ByteView(bytes).U8(at + 1) - size_t{'1'}];
  NetpbmLayout layout;
  layout.coding = kind.coding;
  layout.model = kind.model;
  layout.samples = layout.colours();
  Scanner scanner(bytes, at + 2);
  const uint8_t first = scanner.here();
  if (!IsSpace(first) && first != '#') return std::nullopt;
  const std::optional<uint32_t> width = scanner.Number();
  const std::optional<uint32_t> height = scanner.Number();
  const bool bits = kind.coding == NetpbmCoding::kBits || kind.coding == NetpbmCoding::kTextBits;
  const std::optional<uint32_t> largest = bits ? 1 : scanner.Number();
  if (!width || !height || !largest || *largest == 0 || *largest > kLargestMax) return std::nullopt;
  layout.width = *width;
  layout.height = *height;
  layout.largest = *largest;
  layout.one_is_black = bits;
  // A line of ordinary text can begin like this: "P6 1 2 3 and more".
  const bool one_line = first == ' ' && scanner.here() == ' ';
  if (one_line && !named && !IsTextCoding(kind.coding)) return std::nullopt;
  if (!EndHeader(scanner, &layout)) return std::nullopt;
  return layout;
}

void SetTupleType(std::string_view type, NetpbmLayout* layout) {
  const std::string_view colours = type.substr(0, type.find('_'));
  layout->alpha = type.ends_with("_ALPHA");
  if (colours == "RGB" && layout->samples >= 3) {
    layout->model = NetpbmModel::kRgb;
  } else if (colours == "CMYK" && layout->samples >= 4) {
    layout->model = NetpbmModel::kCmyk;
  } else if (colours == "GRAYSCALE" || colours == "BLACKANDWHITE") {
    layout->model = NetpbmModel::kGrey;
  } else {
    layout->model = layout->samples >= 3 ? NetpbmModel::kRgb : NetpbmModel::kGrey;
    layout->alpha = layout->samples == 2 || layout->samples == 4;
  }
  layout->alpha = layout->alpha && layout->samples > layout->colours();
}

std::optional<NetpbmLayout> ReadPam(std::string_view bytes, uint64_t at) {
  NetpbmLayout layout;
  layout.samples = 0;
  layout.largest = 0;
  std::string_view type;
  Scanner scanner(bytes, at + 2);
  if (scanner.here() != '\n' && scanner.here() != '\r') return std::nullopt;
  while (true) {
    scanner.SkipSpace();
    const std::string_view word = scanner.Word();
    if (word == "ENDHDR") break;
    if (word == "TUPLTYPE") {
      while (scanner.here() == ' ' || scanner.here() == '\t') scanner.Advance();
      type = scanner.Word();
      continue;
    }
    uint32_t* const field = word == "WIDTH"    ? &layout.width
                            : word == "HEIGHT" ? &layout.height
                            : word == "DEPTH"  ? &layout.samples
                            : word == "MAXVAL" ? &layout.largest
                                               : nullptr;
    if (field == nullptr) return std::nullopt;
    const std::optional<uint32_t> number = scanner.Number();
    if (!number) return std::nullopt;
    *field = *number;
  }
  if (layout.samples == 0 || layout.largest == 0 || layout.largest > kLargestMax) {
    return std::nullopt;
  }
  SetTupleType(type, &layout);
  if (!EndHeader(scanner, &layout)) return std::nullopt;
  return layout;
}

// Returns the offset after the rows; none if rows are missing or their length is unknown.
std::optional<uint64_t> EndOfRows(std::string_view bytes, const NetpbmLayout& layout) {
  if (IsTextCoding(layout.coding)) return std::nullopt;
  const uint64_t row_bytes = layout.row_bytes();
  const uint64_t room = bytes.size() - std::min<uint64_t>(bytes.size(), layout.pixels_at);
  if (row_bytes == 0 || room / row_bytes < layout.height) return std::nullopt;
  return layout.pixels_at + row_bytes * layout.height;
}

// Scanning programs write the pages of a document one after the other.
uint32_t CountPictures(std::string_view bytes, const NetpbmLayout& first, uint32_t most) {
  uint32_t count = 1;
  std::optional<uint64_t> at = EndOfRows(bytes, first);
  while (at && count <= most) {
    const std::optional<NetpbmLayout> next = ReadNetpbmLayout(bytes, *at, false);
    if (!next || next->width == 0) break;
    at = EndOfRows(bytes, *next);
    if (at) ++count;
  }
  return count;
}

}  // namespace

uint64_t NetpbmLayout::row_bytes() const {
  if (coding == NetpbmCoding::kBits) return (uint64_t{width} + 7) / 8;
  return uint64_t{width} * samples * (largest > 255 ? 2 : 1);
}

bool IsNetpbm(std::string_view bytes, std::string_view extension) {
  constexpr std::array kExtensions = {"pnm"sv, "ppm"sv, "pgm"sv, "pbm"sv, "pam"sv};
  const bool named =
      std::find(kExtensions.begin(), kExtensions.end(), extension) != kExtensions.end();
  return ReadNetpbmLayout(bytes, 0, named).has_value();
}

std::optional<NetpbmLayout> ReadNetpbmLayout(std::string_view bytes, uint64_t at, bool named) {
  const ByteView view(bytes);
  if (view.U8(at) != 'P') return std::nullopt;
  const uint8_t kind = view.U8(at + 1);
  if (kind >= '1' && kind <= '6') return ReadNumbers(bytes, at, named);
  return kind == '7' ? ReadPam(bytes, at) : std::nullopt;
}

Result<PictureHeader> ReadNetpbmHeader(std::string_view bytes, const PictureLimits& limits) {
  const std::optional<NetpbmLayout> layout = ReadNetpbmLayout(bytes, 0, true);
  if (!layout) return Corrupt("the Netpbm file's header is damaged");
  if (layout->width == 0 || layout->height == 0) {
    return Corrupt("the Netpbm file says that it is empty");
  }
  if (layout->samples > kSamplesMax) {
    return NotAllowed("a PAM with " + std::to_string(layout->samples) +
                      " samples per pixel, which photomill does not decode");
  }
  PictureHeader header;
  header.format = PictureFormat::kNetpbm;
  header.width = layout->width;
  header.height = layout->height;
  header.has_alpha = layout->alpha;
  header.grey = layout->model == NetpbmModel::kGrey;
  header.bits = layout->largest > 255 ? 16 : 8;
  header.channels = layout->samples;
  const uint64_t pixels = uint64_t{header.width} * header.height;
  const bool text = IsTextCoding(layout->coding);
  // A number needs a digit and a space; bits need no space.
  header.data_bytes_least = layout->coding == NetpbmCoding::kTextBits ? pixels
                            : text ? 2 * pixels * layout->samples - 1
                                   : layout->row_bytes() * header.height;
  header.data_bytes = bytes.size() - layout->pixels_at;
  const bool cut_off = header.data_bytes < header.data_bytes_least;
  if (cut_off && !limits.cut_off_too && limits.Admit(header.width, header.height)) {
    return Corrupt("the Netpbm file is truncated: its pixels need at least " +
                   HumanBytes(header.data_bytes_least) + ", the file has " +
                   HumanBytes(bytes.size()));
  }
  header.frames = CountPictures(bytes, *layout, limits.frames_max);
  return header;
}

}  // namespace photomill::sniff
