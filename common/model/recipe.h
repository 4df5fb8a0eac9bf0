// The recipe: which derivatives are wanted of every source. Plain validated values. The text and
// protobuf forms are in common/wire/recipe_codec.
//
// Digests are computed from canonical bytes of these structs, never from protobuf bytes, so that
// they mean the same in every version of the program.
#pragma once

#include <bit>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/digest.h"
#include "common/base/limits.h"
#include "common/base/result.h"

namespace photomill {

enum class Fit : uint8_t {
  kInside,   // whole picture, within the box
  kCover,    // fills the box; the excess is cropped
  kContain,  // whole picture, padded to the box with the background
  kFill,     // exactly the box; proportions are not kept
};

enum class OutputFormat : uint8_t {
  kJpeg,
  kWebp,
  kPng,
  kSame,  // the source's format, by its content; fails if photomill cannot write it
};

enum class Gravity : uint8_t {
  kCenter,
  kNorth,
  kNorthEast,
  kEast,
  kSouthEast,
  kSouth,
  kSouthWest,
  kWest,
  kNorthWest,
};

struct Rgb {
  uint8_t red = 255;
  uint8_t green = 255;
  uint8_t blue = 255;
  bool operator==(const Rgb&) const = default;
};

// How many px share a colour sample, in the usual notation. Ordered by detail.
enum class ChromaSampling : uint8_t {
  k420,  // two across, two down
  k422,  // two across
  k444,  // one each
};

// The colour space of the samples.
enum class ColourRule : uint8_t {
  kSrgb,
  kKeep,  // the source's RGB profile, which is copied; other sources become sRGB
};

// Which of the source's metadata an output gets.
enum class MetadataRule : uint8_t {
  kStrip,      // nothing
  kKeep,       // EXIF, XMP and IPTC, corrected for rotation and resizing
  kCopyright,  // author and copyright
};

// How a file is encoded, besides its quality. Unset fields have the values of DefaultEncoding. A
// field that does not apply to the derivative's format must not be set. With kSame, each field
// applies to sources in a format that has it.
struct Encoding {
  std::optional<bool> progressive;       // JPEG: in several scans, from coarse to fine
  std::optional<ChromaSampling> chroma;  // JPEG
  std::optional<bool> optimised;         // JPEG: Huffman tables computed for the file
  std::optional<uint32_t> method;        // WebP, 0 to 6: effort spent on a smaller file
  std::optional<bool> lossless;          // WebP; quality is then ignored
  std::optional<uint32_t> level;         // PNG, 0 to 9: zlib's

  bool operator==(const Encoding&) const = default;
};

struct Derivative {
  std::string name;  // [A-Za-z0-9_-]+, unique in the recipe
  Fit fit = Fit::kInside;
  uint32_t width = 0;                  // px; 0 leaves this side free, for kInside only
  uint32_t height = 0;                 // px; kInside with both free keeps the source's size
  bool enlarge = false;                // enlarge a source that is smaller than the box
  Gravity gravity = Gravity::kCenter;  // what kCover keeps; where kContain places the picture
  OutputFormat format = OutputFormat::kJpeg;
  uint32_t quality = 82;  // 1 to 100; JPEG and WebP. 0, for kSame only: each format's default
  Rgb background;         // under alpha if the format has none, and around kContain
  std::string key;        // key template, see key_template.h
  Encoding encoding = {};
  ColourRule colour = ColourRule::kSrgb;
  MetadataRule metadata = MetadataRule::kStrip;
  bool never_larger = false;  // use the source's bytes if the file would only be larger
  std::string otherwise{};    // key template if `key` is another source's; empty: none. It only
                              // names files and is not part of any digest

  bool operator==(const Derivative&) const = default;
};

// How to interpret the properties of a source about which programs disagree.
struct Reading {
  // Rotate a HEIC or AVIF by its EXIF if its boxes do not, although the standard ignores EXIF.
  bool heif_exif_orientation = false;
  // Resize images whose pixels are not square, such as faxes, to square pixels.
  bool square_pixels = true;

  bool operator==(const Reading&) const = default;
};

struct Recipe {
  std::vector<Derivative> derivatives;
  Reading reading = {};
  bool operator==(const Recipe&) const = default;
};

// A set of a recipe's derivatives: bit i stands for derivatives[i].
struct DerivativeSet {
  uint32_t bits = 0;

  [[nodiscard]] bool Has(size_t index) const { return (bits >> index & 1U) != 0; }
  void Add(size_t index) { bits |= uint32_t{1} << index; }
  [[nodiscard]] bool empty() const { return bits == 0; }
  [[nodiscard]] int count() const { return std::popcount(bits); }
  bool operator==(const DerivativeSet&) const = default;
};
static_assert(limits::kDerivativesMax == 32, "a bit a derivative");

DerivativeSet AllOf(const Recipe& recipe);

// The recipe that is used if none is given: a `photo` of 2048 px and a square `thumb` of 320 px.
Recipe DefaultRecipe();

// Whether the derivative keeps the source's size: kInside with both sides free.
bool IsFullSize(const Derivative& derivative);

// The quality if a recipe sets none. 0 for kSame, because it depends on the source's format.
uint32_t DefaultQuality(OutputFormat format);

// The maximum width and height of a file of the format, in px. For kSame: of any format that is
// written.
uint32_t SideMax(OutputFormat format);

// Every field set: the meaning of a recipe that sets none. Must never change, because then every
// existing output would be made again.
Encoding DefaultEncoding();

// The fields that are set, and the defaults for the rest.
Encoding WithDefaults(const Encoding& encoding);

// The template of the derivative's key, or its `otherwise` template if `key` is another source's.
inline const std::string& KeyTemplate(const Derivative& derivative, bool otherwise) {
  return otherwise && !derivative.otherwise.empty() ? derivative.otherwise : derivative.key;
}

// The chroma sampling of the derivative in a file of `format`, which is the derivative's format or,
// with kSame, the source's.
ChromaSampling ChromaIn(const Derivative& derivative, OutputFormat format);

// A failure names the derivative, what is wrong and what would be right.
Status Validate(const Recipe& recipe);

// Equal for recipes that ask for the same files, whatever the order of the derivatives.
Digest DigestOf(const Recipe& recipe);

// The same recipe, full size first, then the largest box. A box with a free side has no area and
// comes last. Recipes with equal digests have the same order, so that an index (Output::derivative,
// DerivativeSet) means the same in both.
Recipe InCanonicalOrder(Recipe recipe);

// Covers everything that decides the bytes and the name of one derivative's outputs: its own
// fields, and the picture of every derivative that it can be made from. While the digest is
// unchanged, so is the output.
Digest DerivativeDigest(const Recipe& recipe, size_t index);

std::string_view FitWord(Fit fit);
std::string_view FormatWord(OutputFormat format);  // "jpeg"
std::string_view GravityWord(Gravity gravity);
std::string_view ChromaWord(ChromaSampling chroma);  // "4:2:0"

// One line for display: "photo: inside 2048x2048, jpeg quality 82, {dir}/{stem}.jpg".
std::string Describe(const Derivative& derivative, const Reading& reading = {});

}  // namespace photomill
