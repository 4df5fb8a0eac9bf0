// What photomill can do with each format: one row per format, and behind it the functions of the
// format's folder. A row has no defaults, so that a format that is added without, say, its memory
// estimate does not compile. Rows are looked up once per picture. Pure data; any thread may read
// it.
//
// What recipes must know of a format that is written (its word, default quality, longest side,
// chroma, settings) is in common/model/recipe; what its header says is in common/sniff.
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

// What the several frames of one file are.
enum class FrameKind : uint8_t {
  kWhole,     // frames of the picture's size
  kOnCanvas,  // frames that may cover a part of their canvas only
  kPages,     // pictures of their own, of which the first counts
  kPictures,  // pictures of their own, of which one is the primary
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
  bool scaled_decode;  // `decode` knows other denominators than 1
  // Bytes that `decode` takes at its peak for so many px, its result among them.
  uint64_t (*decode_memory)(const PictureHeader& header, uint64_t pixels);
  uint64_t decode_effort;  // a px takes so many times limits::kTaskTimePerPixel at most
  FrameKind frames;
  uint32_t made_up_rows;  // px that `decode` can give of a truncated file without any data
  // Null: files of the format say nothing that outputs carry. Throws std::bad_alloc.
  SourceMetadata (*metadata)(std::string_view bytes);
  // Null: never proven. See HoldsPictureOnly. Throws std::bad_alloc.
  bool (*holds_picture_only)(std::string_view bytes, std::string_view profile);
  std::optional<WrittenFormat> written;  // none: the format is read only
};

const FormatRow& RowOf(PictureFormat format);

// Not for kSame, which InSourceFormat replaces.
const WrittenFormat& WrittenRowOf(OutputFormat format);

// The row that the derivative of such a source is written by; null: it cannot be written.
const WrittenFormat* WrittenRowFor(const Derivative& derivative, PictureFormat source);

// Whether a file of `format` has the source's format.
bool IsSourceFormat(OutputFormat format, PictureFormat source);

// The derivative with the source's format in place of kSame, and that format's default if it says
// no quality; any other derivative as it is. kNotEncodable if photomill does not write the source's
// format.
Result<Derivative> InSourceFormat(const Derivative& derivative, PictureFormat source);

// JPEG (APP1, APP13), PNG (eXIf, iTXt), WebP (EXIF, XMP), HEIC and AVIF (EXIF, XMP) and TIFF, of
// which the EXIF has artist and copyright only. Empty for other formats. Throws std::bad_alloc.
SourceMetadata ReadMetadata(std::string_view bytes, PictureFormat format);

// Whether the file holds its picture and this colour profile (empty: none), and nothing that tells
// more: no metadata, comments, thumbnails, further pictures, nor bytes between and after them. It
// has to be proven: JPEGs and PNGs of unusual parts give false, and so do all WebPs, whose coded
// picture does not say where it ends, and all other formats. Throws std::bad_alloc.
bool HoldsPictureOnly(std::string_view bytes, PictureFormat format, std::string_view profile);

}  // namespace photomill
