// The steps that all formats share in decoding, deriving and encoding.
#include "worker/image/codec.h"

#include <fmt/core.h>

#include <mutex>
#include <new>

#include "common/base/arithmetic.h"
#include "common/base/check.h"
#include "common/base/dimensions.h"
#include "common/base/text.h"
#include "worker/image/format_table.h"
#include "worker/image/heif/heif_codec.h"
#include "worker/image/pixels/alpha.h"
#include "worker/image/pixels/canvas.h"
#include "worker/image/pixels/ycc.h"

namespace photomill {
namespace {

// Says in the warning that only a part exists. Fails with kCorrupt if there is no such part.
Status TellPart(const PictureHeader& header, uint32_t made_up_rows, Frame& frame) {
  if (header.cut_off && !frame.partial) {
    frame.partial = true;
    AddWarning(frame.warning, Warning::kPartlyDecoded, "the file is truncated");
  }
  if (!frame.partial) return {};
  if (IsOfOneColourFrom(frame.picture, made_up_rows)) {
    return Failure{Reason::kCorrupt, "no part of it can be decoded: " + frame.warning.text};
  }
  frame.warning.kinds.Add(Warning::kPartlyDecoded);
  frame.warning.text = "partly decoded: " + frame.warning.text;
  return {};
}

// The note for the ledger if only one of several frames is used.
std::string FramesLeftOut(const PictureHeader& header, FrameKind kind) {
  const std::string count = "it has " + HumanCount(header.frames);
  switch (kind) {
    case FrameKind::kPages:
      return count + " images, of which the first was used";
    case FrameKind::kPictures:
      return count + " images, of which the primary one was used";
    case FrameKind::kWhole:
    case FrameKind::kOnCanvas:
      return count + " frames, of which the first was used";
  }
  PHOTOMILL_CHECK(false);
}

Result<DecodedPicture> Decode(std::string_view bytes, const PictureHeader& header,
                              const DecodeOptions& options) {
  const FormatRow& row = RowOf(header.format);
  PHOTOMILL_CHECK(options.denominator == 1 || (header.scaled_decode && row.scaled_decode));
  const uint32_t width = DivideUp<uint32_t>(header.width, options.denominator);
  const uint32_t height = DivideUp<uint32_t>(header.height, options.denominator);
  Result<Frame> decoded = row.decode(bytes, header, options);
  if (!decoded.ok()) return decoded.failure();
  if (const Status kept = TellPart(header, row.made_up_rows, *decoded); !kept) {
    return kept.failure();
  }
  Picture picture = std::move(decoded->picture);
  if (row.frames == FrameKind::kOnCanvas) {
    picture = OnTransparentCanvas(std::move(picture), width, height, decoded->left, decoded->top);
  }
  if (picture.width != width || picture.height != height) {
    return Failure{Reason::kCorrupt,
                   fmt::format("its header says {}, its data {}", DimensionsText(width, height),
                               DimensionsText(picture.width, picture.height))};
  }
  if (header.cut_off_later && !decoded->partial) {
    AddWarning(decoded->warning, Warning::kOther,
               "the file is truncated, but after the image that was used");
  }
  if (header.frames > 1) {
    AddWarning(decoded->warning, Warning::kOneOfSeveral, FramesLeftOut(header, row.frames));
  }
  picture.from_palette = header.has_palette && options.denominator == 1;
  DropOpaqueAlpha(picture);
  if (decoded->colour.profile.empty()) {  // a profile fixes the number of channels
    DropEqualColours(picture);
    DropNeutralChroma(picture);
  }
  return DecodedPicture{.picture = std::move(picture),
                        .orientation = header.orientation,
                        .warning = std::move(decoded->warning),
                        .colour = std::move(decoded->colour)};
}

}  // namespace

Result<DecodedPicture> DecodePicture(std::string_view bytes, const PictureHeader& header,
                                     uint32_t denominator, ColourRule rule, Damage damage) {
  try {
    return Decode(bytes, header, {.denominator = denominator, .rule = rule, .damage = damage});
  } catch (const std::bad_alloc&) {
    return Failure{Reason::kOutOfMemory, "not enough memory for the decoded image"};
  }
}

Result<std::string> EncodePicture(const Picture& picture, const Derivative& derivative,
                                  const Attachments& attachments) {
  const uint32_t limit = SideMax(derivative.format);
  if (picture.width > limit || picture.height > limit) {
    return Failure{Reason::kNotEncodable,
                   fmt::format("{} does not fit into a {}, which is limited to {} px: give the "
                               "derivative \"{}\" a smaller size or another format",
                               DimensionsText(picture.width, picture.height),
                               FormatWord(derivative.format), limit, derivative.name)};
  }
  try {
    return WrittenRowOf(derivative.format).encode(picture, derivative, attachments);
  } catch (const std::bad_alloc&) {
    return Failure{Reason::kOutOfMemory, "not enough memory for encoding the image"};
  }
}

Status InitialiseImaging() {
  static std::once_flag once;
  static Status status;
  std::call_once(once, [] { status = StartHeif(); });
  return status;
}

}  // namespace photomill
