// The capabilities of each format: one row per format, with the functions of the format's folder. A
// row has no defaults, so that a new format without a memory estimate, for example, does not
// compile. Rows are looked up once per picture. Constant data; any thread may read it.
//
// The properties of output formats that recipes need (name, default quality, maximum size, chroma,
// settings) are in common/model/recipe; headers are read in common/sniff.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/model/recipe.h"
#include "common/sniff/header.h"
#include "worker/image/library/decoded_frame.h"
#include "worker/image/library/encoding_cost.h"
#include "worker/image/metadata/attachments.h"
#include "worker/image/metadata/source_metadata.h"

namespace photomill {

// The meaning of several frames in one file.
enum class FrameKind : uint8_t {
  kWhole,     // frames of the picture's size
  kOnCanvas,  // frames that can cover only a part of their canvas
  kPages,     // separate pictures, of which the first is used
  kPictures,  // separate pictures, of which the primary one is used
};

// How a format is written.
struct WrittenFormat {
  OutputFormat format;
  // Throws std::bad_alloc. The picture's width and height are at most SideMax(format).
  Result<std::string> (*encode)(const Picture& picture, const Derivative& derivative,
                                const Attachments& attachments);
  EncodingCost (*cost)(const Derivative& derivative);
};

struct FormatRow {
  // Throws std::bad_alloc.
  Result<Frame> (*decode)(std::string_view bytes, const PictureHeader& header,
                          const DecodeOptions& options);
  bool scaled_decode;  // `decode` supports denominators above 1
  // The peak memory of `decode` for this number of px, in bytes, including its result.
  uint64_t (*decode_memory)(const PictureHeader& header, uint64_t pixels);
  uint64_t decode_effort;  // maximum time per px, in units of limits::kTaskTimePerPixel
  FrameKind frames;
  uint32_t made_up_rows;  // px that `decode` can invent for a truncated file without data
  // Null: outputs preserve no metadata of this format. Throws std::bad_alloc.
  SourceMetadata (*metadata)(std::string_view bytes);
  // Null: never proven. See HoldsPictureOnly. Throws std::bad_alloc.
  bool (*holds_picture_only)(std::string_view bytes, std::string_view profile);
  std::optional<WrittenFormat> written;  // none: the format is not written
};

const FormatRow& RowOf(PictureFormat format);

// Not for kSame, which InSourceFormat replaces.
const WrittenFormat& WrittenRowOf(OutputFormat format);

// The row for writing the derivative of such a source; null if it cannot be written.
const WrittenFormat* WrittenRowFor(const Derivative& derivative, PictureFormat source);

// Whether a file of `format` has the source's format.
bool IsSourceFormat(OutputFormat format, PictureFormat source);

// Replaces kSame by the source's format, and a missing quality by that format's default. Returns
// other derivatives unchanged. Fails with kNotEncodable if photomill does not write the source's
// format.
Result<Derivative> InSourceFormat(const Derivative& derivative, PictureFormat source);

// Reads JPEG (APP1, APP13), PNG (eXIf, tEXt, zTXt, iTXt), WebP, HEIC and AVIF (EXIF, XMP), and
// TIFF, whose EXIF has only artist and copyright. Empty for other formats. `sniffed` is the EXIF in
// the file's header, if it was read. Throws std::bad_alloc.
SourceMetadata ReadMetadata(std::string_view bytes, PictureFormat format,
                            const PlacedExif& sniffed = {});

// Whether the file provably contains only its picture and this colour profile (empty: none): no
// metadata, comments, thumbnails, further pictures, or bytes between and after them. False for
// JPEGs and PNGs with unusual parts, for all WebPs, whose coded picture does not state its end, and
// for all other formats. Throws std::bad_alloc.
bool HoldsPictureOnly(std::string_view bytes, PictureFormat format, std::string_view profile);

}  // namespace photomill
