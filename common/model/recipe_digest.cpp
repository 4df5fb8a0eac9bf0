// Digests of recipes, from canonical bytes: every field is preceded by its length, and integers are
// eight bytes, little-endian. Enum values are part of the bytes, so their numbers must never
// change.
#include <algorithm>
#include <limits>
#include <set>
#include <string_view>

#include "common/base/check.h"
#include "common/model/derive_geometry.h"
#include "common/model/recipe.h"
#include "common/model/recipe_encoding.h"

namespace photomill {
namespace {

// Raise this if the same recipe starts to mean other bytes: everything is then made again.
constexpr std::string_view kRecipeTag = "photomill recipe 1";
constexpr std::string_view kDerivativeTag = "photomill derivative 1";

class CanonicalWriter {
 public:
  void Number(uint64_t value) {
    for (int shift = 0; shift < 64; shift += 8) bytes_ += static_cast<char>(value >> shift & 0xFF);
  }
  void Text(std::string_view text) {
    Number(text.size());
    bytes_ += text;
  }
  [[nodiscard]] std::string Take() && { return std::move(bytes_); }

 private:
  std::string bytes_;
};

bool UsesGravity(const Derivative& d) {
  return d.fit == Fit::kCover || d.fit == Fit::kContain;
}
// With kSame, the output has alpha if the source has.
bool HasAlpha(OutputFormat format) {
  switch (format) {
    case OutputFormat::kJpeg:
      return false;
    case OutputFormat::kWebp:
    case OutputFormat::kPng:
    case OutputFormat::kSame:
      return true;
  }
  PHOTOMILL_CHECK(false);
}

// If the format has alpha, the background only shows as padding.
bool UsesBackground(const Derivative& d) {
  return d.fit == Fit::kContain || !HasAlpha(d.format);
}

void WriteGeometry(const Derivative& d, CanonicalWriter& out) {
  out.Number(static_cast<uint64_t>(d.fit));
  out.Number(d.width);
  out.Number(d.height);
  out.Number(d.enlarge ? 1 : 0);
}

std::string GeometryBytes(const Derivative& d) {
  CanonicalWriter out;
  WriteGeometry(d, out);
  return std::move(out).Take();
}

// Everything that decides the pixels of a derivative that others are made from.
std::string PictureBytes(const Derivative& d) {
  CanonicalWriter out;
  WriteGeometry(d, out);
  if (const uint64_t chroma = ChromaOfPicture(d); chroma != 0) out.Number(chroma);
  return std::move(out).Take();
}

// Fields that were added later. Each is written with its own number, and only if its value differs
// from what older recipes mean, so that their digests stay unchanged.
enum class LaterField : uint8_t {
  kProgressive = 1,
  kChroma = 2,
  kOptimised = 3,
  kMethod = 4,
  kLossless = 5,
  kLevel = 6,
  kColour = 7,
  kMetadata = 8,
  kNeverLarger = 9,
  kHeifExifOrientation = 10,
  kSquarePixels = 11,
};

template <typename Value>
void WriteLater(LaterField field, const Value& value, const Value& otherwise,
                CanonicalWriter& out) {
  if (value == otherwise) return;
  out.Number(static_cast<uint64_t>(field));
  out.Number(static_cast<uint64_t>(*value));
}

// Everything that decides at which scale the source is decoded. Includes whether `other` is in
// other colours than `subject`, because with the same colours it could be its parent.
std::string DeciderBytes(const Derivative& other, const Derivative& subject) {
  CanonicalWriter out;
  WriteGeometry(other, out);
  WriteLater(LaterField::kColour, std::optional(other.colour), std::optional(subject.colour), out);
  return std::move(out).Take();
}

void WriteRules(const Derivative& d, CanonicalWriter& out) {
  WriteLater(LaterField::kColour, std::optional(d.colour), std::optional(ColourRule::kSrgb), out);
  WriteLater(LaterField::kMetadata, std::optional(d.metadata), std::optional(MetadataRule::kStrip),
             out);
  WriteLater(LaterField::kNeverLarger, std::optional(d.never_larger), std::optional(false), out);
}

void WriteEncoding(const Encoding& encoding, CanonicalWriter& out) {
  const Encoding told = WithDefaults(encoding);
  const Encoding otherwise = DefaultEncoding();
  WriteLater(LaterField::kProgressive, told.progressive, otherwise.progressive, out);
  WriteLater(LaterField::kChroma, told.chroma, otherwise.chroma, out);
  WriteLater(LaterField::kOptimised, told.optimised, otherwise.optimised, out);
  WriteLater(LaterField::kMethod, told.method, otherwise.method, out);
  WriteLater(LaterField::kLossless, told.lossless, otherwise.lossless, out);
  WriteLater(LaterField::kLevel, told.level, otherwise.level, out);
}

void WriteReading(const Reading& reading, CanonicalWriter& out) {
  const Reading otherwise;
  WriteLater(LaterField::kHeifExifOrientation, std::optional(reading.heif_exif_orientation),
             std::optional(otherwise.heif_exif_orientation), out);
  WriteLater(LaterField::kSquarePixels, std::optional(reading.square_pixels),
             std::optional(otherwise.square_pixels), out);
}

// Everything that defines this file, except the derivative's name. Fields without effect count as
// zero.
std::string OwnBytes(const Derivative& d, const Reading& reading) {
  CanonicalWriter out;
  WriteGeometry(d, out);
  out.Number(UsesGravity(d) ? static_cast<uint64_t>(d.gravity) : 0);
  out.Number(static_cast<uint64_t>(d.format));
  out.Number(CountsQuality(d) ? d.quality : 0);
  const Rgb background = UsesBackground(d) ? d.background : Rgb{0, 0, 0};
  out.Number(uint64_t{background.red} << 16 | uint64_t{background.green} << 8 | background.blue);
  out.Text(d.key);
  WriteEncoding(d.encoding, out);
  WriteRules(d, out);
  WriteReading(reading, out);
  return std::move(out).Take();
}

uint64_t AreaOf(const Derivative& d) {
  return IsFullSize(d) ? std::numeric_limits<uint64_t>::max() : uint64_t{d.width} * d.height;
}

// Whether another derivative of the recipe always needs at least as much detail from the decoder,
// so that `index` never decides. If two always need the same, the canonically first one counts.
bool NeverDecidesDecoding(const Recipe& recipe, size_t index) {
  const Derivative& subject = recipe.derivatives[index];
  for (size_t i = 0; i < recipe.derivatives.size(); ++i) {
    const Derivative& other = recipe.derivatives[i];
    if (i == index || !NeverNeedsMore(subject, other)) continue;
    if (!NeverNeedsMore(other, subject)) return true;
    if (GeometryBytes(other) < GeometryBytes(subject)) return true;
  }
  return false;
}

}  // namespace

Digest DigestOf(const Recipe& recipe) {
  std::vector<std::string> parts;
  parts.reserve(recipe.derivatives.size());
  for (const Derivative& derivative : recipe.derivatives) {
    parts.push_back(OwnBytes(derivative, recipe.reading));
  }
  std::sort(parts.begin(), parts.end());
  CanonicalWriter out;
  out.Text(kRecipeTag);
  out.Number(parts.size());
  for (const std::string& part : parts) out.Text(part);
  return DigestOf(std::string_view(std::move(out).Take()));
}

Recipe InCanonicalOrder(Recipe recipe) {
  std::sort(recipe.derivatives.begin(), recipe.derivatives.end(),
            [](const Derivative& a, const Derivative& b) {
              const uint64_t area_a = AreaOf(a);
              const uint64_t area_b = AreaOf(b);
              return area_a != area_b ? area_a > area_b : a.key < b.key;
            });
  return recipe;
}

// A derivative's bytes depend on the others in two ways: through its ancestors, and through the
// scale that the source is decoded at. An ancestor of an ancestor is larger still and therefore a
// possible parent itself, so looking one step far covers the whole chain. Equal bytes give equal
// pictures, so a set is enough.
Digest DerivativeDigest(const Recipe& recipe, size_t index) {
  PHOTOMILL_CHECK(index < recipe.derivatives.size());
  const Derivative& subject = recipe.derivatives[index];
  std::set<std::string> deciders;
  for (size_t i = 0; i < recipe.derivatives.size(); ++i) {
    const Derivative& other = recipe.derivatives[i];
    if (i == index) continue;
    const bool decides_decoding =
        !NeverNeedsMore(other, subject) && !NeverDecidesDecoding(recipe, i);
    if (MayBeParent(other, subject)) {
      deciders.insert(PictureBytes(other));
    } else if (decides_decoding) {
      deciders.insert(DeciderBytes(other, subject));
    }
  }
  CanonicalWriter out;
  out.Text(kDerivativeTag);
  out.Text(OwnBytes(subject, recipe.reading));
  out.Number(deciders.size());
  for (const std::string& decider : deciders) out.Text(decider);
  return DigestOf(std::string_view(std::move(out).Take()));
}

}  // namespace photomill
