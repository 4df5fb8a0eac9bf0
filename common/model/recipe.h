// The recipe: which derivatives are wanted of every source. Plain validated values; the text and
// protobuf forms live in common/wire/recipe_codec.
//
// Digests are made from canonical bytes of these structs, never from protobuf bytes, so that
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
  kCover,    // fills the box, what stands over is cropped
  kContain,  // whole picture, padded to the box with the background
  kFill,     // exactly the box, proportions are not kept
};

enum class OutputFormat : uint8_t {
  kJpeg,
  kWebp,
  kPng,
  kSame,  // the source's own, told by its content; of a format that is not written it fails
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

// How many px share a sample of colour, named as photographers do. In the order of their detail.
enum class ChromaSampling : uint8_t {
  k420,  // two across, two down
  k422,  // two across
  k444,  // each has its own
};

// In which colours the samples are.
enum class ColourRule : uint8_t {
  kSrgb,
  kKeep,  // those of the source's RGB profile, which is carried along; others become sRGB
};

// What an output carries of what the source tells about itself.
enum class MetadataRule : uint8_t {
  kStrip,      // nothing
  kKeep,       // EXIF, XMP and IPTC, with what turning and resizing made untrue put right
  kCopyright,  // who made it and whose it is
};

// How a file is encoded, beside its quality. What is not told is as DefaultEncoding has it; a field
// that the derivative's format does not know must not be told. With kSame each field counts where
// the source's format knows it.
struct Encoding {
  std::optional<bool> progressive;       // JPEG: in several scans, from coarse to fine
  std::optional<ChromaSampling> chroma;  // JPEG
  std::optional<bool> optimised;         // JPEG: Huffman tables made for the file
  std::optional<uint32_t> method;        // WebP, 0 to 6: how long to search for a smaller file
  std::optional<bool> lossless;          // WebP; quality does not count then
  std::optional<uint32_t> level;         // PNG, 0 to 9: zlib's

  bool operator==(const Encoding&) const = default;
};

struct Derivative {
  std::string name;  // [A-Za-z0-9_-]+, unique in the recipe
  Fit fit = Fit::kInside;
  uint32_t width = 0;                  // px; 0 leaves this side free, for kInside only
  uint32_t height = 0;                 // px; kInside with both free keeps the source's size
  bool enlarge = false;                // a source that is smaller than the box is enlarged to it
  Gravity gravity = Gravity::kCenter;  // what kCover keeps, where kContain puts
  OutputFormat format = OutputFormat::kJpeg;
  uint32_t quality = 82;  // 1 to 100; JPEG and WebP. 0, for kSame only: each format's default
  Rgb background;         // under alpha where the format has none, and around kContain
  std::string key;        // key template, see key_template.h
  Encoding encoding = {};
  ColourRule colour = ColourRule::kSrgb;
  MetadataRule metadata = MetadataRule::kStrip;
  bool never_larger = false;  // the source's bytes where the file would only be larger
  std::string otherwise{};    // key template where `key` is another source's; empty: none. It names
                              // files only, and is part of no digest

  bool operator==(const Derivative&) const = default;
};

struct Recipe {
  std::vector<Derivative> derivatives;
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

// The recipe of people who give none: a `photo` of 2048 px and a square `thumb` of 320 px.
Recipe DefaultRecipe();

// Whether the derivative keeps the source's size: kInside with both sides free.
bool IsFullSize(const Derivative& derivative);

// The quality where a recipe tells none. 0 for kSame, which waits for the source's format.
uint32_t DefaultQuality(OutputFormat format);

// The longest side that a file of the format can have, in px; kSame, of any that is written.
uint32_t SideMax(OutputFormat format);

// Every field told: what a recipe means that tells none. Never changes, or everything that people
// have would be made again.
Encoding DefaultEncoding();

// What was told, and the defaults for the rest.
Encoding WithDefaults(const Encoding& encoding);

// The template of the derivative's key, or of the one that it takes where that is another source's.
inline const std::string& KeyTemplate(const Derivative& derivative, bool otherwise) {
  return otherwise && !derivative.otherwise.empty() ? derivative.otherwise : derivative.key;
}

// The sampling of the derivative's colours in a file of `format`, which is the derivative's or,
// with kSame, the source's.
ChromaSampling ChromaIn(const Derivative& derivative, OutputFormat format);

// Names the derivative, what is wrong and what would be right.
Status Validate(const Recipe& recipe);

// Equal for recipes that ask for the same files, whatever the order of the derivatives.
Digest DigestOf(const Recipe& recipe);

// The same recipe, full size first, then the largest box (one with a free side has no area and
// stands last). Recipes of equal digests are in the same order after it, so
// that an index into one (Output::derivative, DerivativeSet) means the same in the other.
Recipe InCanonicalOrder(Recipe recipe);

// What decides the bytes and the name of one derivative's outputs: its own fields and the picture
// of every derivative that it might be made from. Where this is unchanged the output is, too.
Digest DerivativeDigest(const Recipe& recipe, size_t index);

std::string_view FitWord(Fit fit);
std::string_view FormatWord(OutputFormat format);  // "jpeg"
std::string_view GravityWord(Gravity gravity);
std::string_view ChromaWord(ChromaSampling chroma);  // "4:2:0"

// One line for people: "photo: inside 2048x2048, jpeg quality 82, {dir}/{stem}.jpg".
std::string Describe(const Derivative& derivative);

}  // namespace photomill
