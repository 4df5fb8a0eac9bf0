#include "common/sniff/signature.h"

#include <string>

#include "common/container/byte_view.h"
#include "common/container/png_chunks.h"
#include "common/sniff/content.h"
#include "common/sniff/formats.h"

namespace photomill::sniff {
namespace {

using std::string_view_literals::operator""sv;

// Files that are recognised in spite of a damaged signature.
Status CheckSignature(const ByteView& view, PictureFormat format) {
  if (format == PictureFormat::kJpeg && !view.Is(0, "\xFF\xD8\xFF"sv)) {
    return Corrupt("the JPEG is damaged right after its first bytes");
  }
  if (format == PictureFormat::kPng && !view.Is(0, kPngSignature)) {
    return Corrupt("the PNG's signature is damaged (a transfer in text mode does this)");
  }
  if (format == PictureFormat::kGif && !view.Is(0, "GIF87a") && !view.Is(0, "GIF89a")) {
    return Corrupt("the GIF's signature is damaged or truncated");
  }
  return {};
}

// The name of a format that is not decoded, with its kind if that is not clear.
std::string NameWithKind(FileFormat format) {
  const std::string name(FileFormatName(format));
  if (KindOf(format) == FileKind::kFilm) return "video: " + name;
  const bool raw = KindOf(format) == FileKind::kRaw && format != FileFormat::kCameraRaw;
  return raw ? "camera raw: " + name : name;
}

}  // namespace

Result<PictureFormat> IdentifyFormat(std::string_view bytes, std::string_view extension,
                                     FormatSet allowed) {
  const FileFormat content = IdentifyContent(bytes, extension);
  const std::optional<PictureFormat> format = PictureFormatOf(content);
  if (!format) return NotDecoded(bytes, content, allowed);
  if (Status whole = CheckSignature(ByteView(bytes), *format); !whole) return whole.failure();
  if (!allowed.Has(*format)) return NotOnTheList(PictureFormatName(*format), allowed);
  return *format;
}

Failure NotDecoded(std::string_view bytes, FileFormat content, FormatSet allowed) {
  if (KindOf(content) == FileKind::kOther) {
    return {Reason::kNotAnImage, ContentText(bytes, content) + ", not an image"};
  }
  return NotOnTheList(NameWithKind(content), allowed);
}

}  // namespace photomill::sniff
