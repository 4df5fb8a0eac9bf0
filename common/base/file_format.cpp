#include "common/base/file_format.h"

#include <array>

namespace photomill {
namespace {

struct Row {
  FileFormat format;
  std::string_view word;
  std::string_view name;
  FileKind kind;
};

constexpr std::array<Row, kFileFormatCount> kRows = {{
    {FileFormat::kUnknown, "", "unknown", FileKind::kOther},
    {FileFormat::kJpeg, "jpeg", "JPEG", FileKind::kPicture},
    {FileFormat::kPng, "png", "PNG", FileKind::kPicture},
    {FileFormat::kGif, "gif", "GIF", FileKind::kPicture},
    {FileFormat::kWebp, "webp", "WebP", FileKind::kPicture},
    {FileFormat::kTiff, "tiff", "TIFF", FileKind::kPicture},
    {FileFormat::kBmp, "bmp", "BMP", FileKind::kPicture},
    {FileFormat::kHeic, "heic", "HEIC", FileKind::kPicture},
    {FileFormat::kAvif, "avif", "AVIF", FileKind::kPicture},
    {FileFormat::kJpeg2000, "jp2", "JPEG 2000", FileKind::kPicture},
    {FileFormat::kArw, "sony_arw", "Sony ARW", FileKind::kRaw},
    {FileFormat::kCr2, "canon_cr2", "Canon CR2", FileKind::kRaw},
    {FileFormat::kCr3, "canon_cr3", "Canon CR3", FileKind::kRaw},
    {FileFormat::kCrw, "canon_crw", "Canon CRW", FileKind::kRaw},
    {FileFormat::kDng, "dng", "DNG", FileKind::kRaw},
    {FileFormat::kIiq, "phase_one_iiq", "Phase One IIQ", FileKind::kRaw},
    {FileFormat::kKdc, "kodak_kdc", "Kodak KDC", FileKind::kRaw},
    {FileFormat::kMrw, "minolta_mrw", "Minolta MRW", FileKind::kRaw},
    {FileFormat::kNef, "nikon_nef", "Nikon NEF", FileKind::kRaw},
    {FileFormat::kOrf, "olympus_orf", "Olympus ORF", FileKind::kRaw},
    {FileFormat::kPef, "pentax_pef", "Pentax PEF", FileKind::kRaw},
    {FileFormat::kRaf, "fujifilm_raf", "Fujifilm RAF", FileKind::kRaw},
    {FileFormat::kRw2, "panasonic_rw2", "Panasonic RW2", FileKind::kRaw},
    {FileFormat::kSrw, "samsung_srw", "Samsung SRW", FileKind::kRaw},
    {FileFormat::kThreeFr, "hasselblad_3fr", "Hasselblad 3FR", FileKind::kRaw},
    {FileFormat::kX3f, "sigma_x3f", "Sigma X3F", FileKind::kRaw},
    {FileFormat::kBpg, "bpg", "BPG", FileKind::kUntaken},
    {FileFormat::kCur, "cur", "Windows cursor (CUR)", FileKind::kUntaken},
    {FileFormat::kDds, "dds", "DirectDraw surface (DDS)", FileKind::kUntaken},
    {FileFormat::kDjvu, "djvu", "DjVu", FileKind::kUntaken},
    {FileFormat::kEmf, "emf", "Windows metafile (EMF)", FileKind::kUntaken},
    {FileFormat::kExr, "exr", "OpenEXR", FileKind::kUntaken},
    {FileFormat::kFlif, "flif", "FLIF", FileKind::kUntaken},
    {FileFormat::kHdr, "hdr", "Radiance HDR", FileKind::kUntaken},
    {FileFormat::kIco, "ico", "Windows icon (ICO)", FileKind::kUntaken},
    {FileFormat::kJng, "jng", "JNG", FileKind::kUntaken},
    {FileFormat::kJpegXl, "jxl", "JPEG XL", FileKind::kUntaken},
    {FileFormat::kJpegXr, "jxr", "JPEG XR", FileKind::kUntaken},
    {FileFormat::kMng, "mng", "MNG", FileKind::kUntaken},
    {FileFormat::kMvg, "mvg", "MVG", FileKind::kUntaken},
    {FileFormat::kPdf, "pdf", "PDF", FileKind::kUntaken},
    {FileFormat::kPostScript, "postscript", "PostScript", FileKind::kUntaken},
    {FileFormat::kPsd, "psd", "Photoshop (PSD)", FileKind::kUntaken},
    {FileFormat::kQoi, "qoi", "QOI", FileKind::kUntaken},
    {FileFormat::kSvg, "svg", "SVG", FileKind::kUntaken},
    {FileFormat::kWmf, "wmf", "Windows metafile (WMF)", FileKind::kUntaken},
    {FileFormat::kXcf, "xcf", "GIMP (XCF)", FileKind::kUntaken},
    {FileFormat::kAvi, "avi", "AVI", FileKind::kFilm},
    {FileFormat::kMatroska, "matroska", "Matroska", FileKind::kFilm},
    {FileFormat::kMp4, "mp4", "MP4", FileKind::kFilm},
    {FileFormat::kMpeg, "mpeg", "MPEG", FileKind::kFilm},
    {FileFormat::kQuickTime, "quicktime", "QuickTime", FileKind::kFilm},
    {FileFormat::kArchive, "archive", "archive", FileKind::kOther},
    {FileFormat::kDatabase, "database", "database", FileKind::kOther},
    {FileFormat::kHtml, "html", "web page", FileKind::kOther},
    {FileFormat::kProgram, "program", "program", FileKind::kOther},
    {FileFormat::kScript, "script", "script", FileKind::kOther},
    {FileFormat::kSound, "sound", "sound", FileKind::kOther},
    {FileFormat::kText, "text", "text", FileKind::kOther},
    {FileFormat::kXml, "xml", "XML", FileKind::kOther},
    {FileFormat::kEmpty, "empty", "empty file", FileKind::kOther},
    {FileFormat::kZeros, "zeros", "file of zero bytes", FileKind::kOther},
}};

constexpr bool RowsAreInOrder() {
  for (size_t i = 0; i < kRows.size(); ++i) {
    if (static_cast<size_t>(kRows[i].format) != i) return false;
  }
  return true;
}
static_assert(RowsAreInOrder(), "a row a format, in the order of the enum");

const Row& RowOf(FileFormat format) {
  return kRows[static_cast<size_t>(format)];
}

}  // namespace

std::string_view FileFormatWord(FileFormat format) {
  return RowOf(format).word;
}

std::optional<FileFormat> ParseFileFormat(std::string_view word) {
  for (const Row& row : kRows) {
    if (row.word == word) return row.format;
  }
  return std::nullopt;
}

std::string_view FileFormatName(FileFormat format) {
  return RowOf(format).name;
}

FileKind KindOf(FileFormat format) {
  return RowOf(format).kind;
}

FileFormat FileFormatOf(PictureFormat format) {
  constexpr auto kFirst = static_cast<int>(FileFormat::kJpeg);
  static_assert(static_cast<int>(FileFormat::kJpeg2000) - kFirst ==
                static_cast<int>(PictureFormat::kJpeg2000));
  return static_cast<FileFormat>(kFirst + static_cast<int>(format));
}

}  // namespace photomill
