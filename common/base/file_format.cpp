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
    {FileFormat::kNetpbm, "pnm", "Netpbm (PNM, PAM)", FileKind::kPicture},
    {FileFormat::kTga, "tga", "Truevision (TGA)", FileKind::kPicture},
    {FileFormat::kArw, "sony_arw", "Sony ARW", FileKind::kRaw},
    {FileFormat::kCameraRaw, "camera_raw", "camera raw", FileKind::kRaw},
    {FileFormat::kCr2, "canon_cr2", "Canon CR2", FileKind::kRaw},
    {FileFormat::kCr3, "canon_cr3", "Canon CR3", FileKind::kRaw},
    {FileFormat::kCrw, "canon_crw", "Canon CRW", FileKind::kRaw},
    {FileFormat::kDcr, "kodak_dcr", "Kodak DCR", FileKind::kRaw},
    {FileFormat::kDng, "dng", "DNG", FileKind::kRaw},
    {FileFormat::kErf, "epson_erf", "Epson ERF", FileKind::kRaw},
    {FileFormat::kIiq, "phase_one_iiq", "Phase One IIQ", FileKind::kRaw},
    {FileFormat::kKdc, "kodak_kdc", "Kodak KDC", FileKind::kRaw},
    {FileFormat::kMef, "mamiya_mef", "Mamiya MEF", FileKind::kRaw},
    {FileFormat::kMos, "leaf_mos", "Leaf MOS", FileKind::kRaw},
    {FileFormat::kMrw, "minolta_mrw", "Minolta MRW", FileKind::kRaw},
    {FileFormat::kNef, "nikon_nef", "Nikon NEF", FileKind::kRaw},
    {FileFormat::kNrw, "nikon_nrw", "Nikon NRW", FileKind::kRaw},
    {FileFormat::kOrf, "olympus_orf", "Olympus ORF", FileKind::kRaw},
    {FileFormat::kPef, "pentax_pef", "Pentax PEF", FileKind::kRaw},
    {FileFormat::kRaf, "fujifilm_raf", "Fujifilm RAF", FileKind::kRaw},
    {FileFormat::kRw2, "panasonic_rw2", "Panasonic RW2", FileKind::kRaw},
    {FileFormat::kRwl, "leica_rwl", "Leica RWL", FileKind::kRaw},
    {FileFormat::kSr2, "sony_sr2", "Sony SR2", FileKind::kRaw},
    {FileFormat::kSrw, "samsung_srw", "Samsung SRW", FileKind::kRaw},
    {FileFormat::kThreeFr, "hasselblad_3fr", "Hasselblad 3FR", FileKind::kRaw},
    {FileFormat::kX3f, "sigma_x3f", "Sigma X3F", FileKind::kRaw},
    {FileFormat::kBpg, "bpg", "BPG", FileKind::kUntaken},
    {FileFormat::kCdr, "cdr", "CorelDRAW (CDR)", FileKind::kUntaken},
    {FileFormat::kCineon, "cineon", "Cineon", FileKind::kUntaken},
    {FileFormat::kClipStudio, "clip", "Clip Studio (CLIP)", FileKind::kUntaken},
    {FileFormat::kCur, "cur", "Windows cursor (CUR)", FileKind::kUntaken},
    {FileFormat::kDds, "dds", "DirectDraw surface (DDS)", FileKind::kUntaken},
    {FileFormat::kDicom, "dicom", "DICOM", FileKind::kUntaken},
    {FileFormat::kDjvu, "djvu", "DjVu", FileKind::kUntaken},
    {FileFormat::kDpx, "dpx", "DPX", FileKind::kUntaken},
    {FileFormat::kEmf, "emf", "Windows metafile (EMF)", FileKind::kUntaken},
    {FileFormat::kEps, "eps", "PostScript (EPS)", FileKind::kUntaken},
    {FileFormat::kExr, "exr", "OpenEXR", FileKind::kUntaken},
    {FileFormat::kFarbfeld, "farbfeld", "farbfeld", FileKind::kUntaken},
    {FileFormat::kFits, "fits", "FITS", FileKind::kUntaken},
    {FileFormat::kFlif, "flif", "FLIF", FileKind::kUntaken},
    {FileFormat::kHdr, "hdr", "Radiance HDR", FileKind::kUntaken},
    {FileFormat::kIcns, "icns", "macOS icon (ICNS)", FileKind::kUntaken},
    {FileFormat::kIco, "ico", "Windows icon (ICO)", FileKind::kUntaken},
    {FileFormat::kIlbm, "ilbm", "Amiga image (IFF ILBM)", FileKind::kUntaken},
    {FileFormat::kJbig2, "jbig2", "JBIG2", FileKind::kUntaken},
    {FileFormat::kJng, "jng", "JNG", FileKind::kUntaken},
    {FileFormat::kJpegLs, "jpeg_ls", "JPEG-LS", FileKind::kUntaken},
    {FileFormat::kJpegXl, "jxl", "JPEG XL", FileKind::kUntaken},
    {FileFormat::kJpegXr, "jxr", "JPEG XR", FileKind::kUntaken},
    {FileFormat::kKrita, "kra", "Krita (KRA)", FileKind::kUntaken},
    {FileFormat::kMiff, "miff", "ImageMagick (MIFF)", FileKind::kUntaken},
    {FileFormat::kMng, "mng", "MNG", FileKind::kUntaken},
    {FileFormat::kMvg, "mvg", "MVG", FileKind::kUntaken},
    {FileFormat::kOpenRaster, "ora", "OpenRaster (ORA)", FileKind::kUntaken},
    {FileFormat::kPaintShopPro, "psp", "PaintShop Pro (PSP)", FileKind::kUntaken},
    {FileFormat::kPcx, "pcx", "PCX", FileKind::kUntaken},
    {FileFormat::kPdf, "pdf", "PDF", FileKind::kUntaken},
    {FileFormat::kPfm, "pfm", "Portable FloatMap (PFM)", FileKind::kUntaken},
    {FileFormat::kPhotoCd, "photo_cd", "Kodak Photo CD (PCD)", FileKind::kUntaken},
    {FileFormat::kPict, "pict", "Macintosh PICT", FileKind::kUntaken},
    {FileFormat::kPostScript, "postscript", "PostScript", FileKind::kUntaken},
    {FileFormat::kPsd, "psd", "Photoshop (PSD)", FileKind::kUntaken},
    {FileFormat::kQoi, "qoi", "QOI", FileKind::kUntaken},
    {FileFormat::kQtif, "qtif", "QuickTime image (QTIF)", FileKind::kUntaken},
    {FileFormat::kSgi, "sgi", "Silicon Graphics (SGI)", FileKind::kUntaken},
    {FileFormat::kSunRaster, "sun_raster", "Sun raster", FileKind::kUntaken},
    {FileFormat::kSvg, "svg", "SVG", FileKind::kUntaken},
    {FileFormat::kWebp2, "webp2", "WebP 2", FileKind::kUntaken},
    {FileFormat::kWmf, "wmf", "Windows metafile (WMF)", FileKind::kUntaken},
    {FileFormat::kXbm, "xbm", "X bitmap (XBM)", FileKind::kUntaken},
    {FileFormat::kXcf, "xcf", "GIMP (XCF)", FileKind::kUntaken},
    {FileFormat::kXpm, "xpm", "X pixmap (XPM)", FileKind::kUntaken},
    {FileFormat::kXwd, "xwd", "X window dump (XWD)", FileKind::kUntaken},
    {FileFormat::kAsf, "asf", "Windows Media (WMV, ASF)", FileKind::kFilm},
    {FileFormat::kAvi, "avi", "AVI", FileKind::kFilm},
    {FileFormat::kDv, "dv", "DV", FileKind::kFilm},
    {FileFormat::kFlv, "flv", "Flash video (FLV)", FileKind::kFilm},
    {FileFormat::kMatroska, "matroska", "Matroska", FileKind::kFilm},
    {FileFormat::kMp4, "mp4", "MP4", FileKind::kFilm},
    {FileFormat::kMpeg, "mpeg", "MPEG", FileKind::kFilm},
    {FileFormat::kMpegStream, "mpeg_ts", "MPEG transport stream (MTS)", FileKind::kFilm},
    {FileFormat::kMxf, "mxf", "MXF", FileKind::kFilm},
    {FileFormat::kOggVideo, "ogg_video", "Ogg video", FileKind::kFilm},
    {FileFormat::kQuickTime, "quicktime", "QuickTime", FileKind::kFilm},
    {FileFormat::kRealMedia, "realmedia", "RealMedia", FileKind::kFilm},
    {FileFormat::kThreeGp, "3gp", "3GP", FileKind::kFilm},
    {FileFormat::kAppleDouble, "apple_double", "macOS companion of another file (AppleDouble)",
     FileKind::kOther},
    {FileFormat::kArchive, "archive", "ZIP or similar archive", FileKind::kOther},
    {FileFormat::kCompound, "compound", "Windows document or thumbnail cache (OLE)",
     FileKind::kOther},
    {FileFormat::kDatabase, "database", "database", FileKind::kOther},
    {FileFormat::kHtml, "html", "web page", FileKind::kOther},
    {FileFormat::kProgram, "program", "program", FileKind::kOther},
    {FileFormat::kPropertyList, "plist", "property list", FileKind::kOther},
    {FileFormat::kScript, "script", "script", FileKind::kOther},
    {FileFormat::kSound, "sound", "sound", FileKind::kOther},
    {FileFormat::kText, "text", "text", FileKind::kOther},
    {FileFormat::kXml, "xml", "XML text", FileKind::kOther},
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

// The formats of PictureFormat are in its order.
constexpr auto kFirstPicture = static_cast<int>(FileFormat::kJpeg);
static_assert(static_cast<int>(FileFormat::kTga) - kFirstPicture ==
              static_cast<int>(PictureFormat::kTga));

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
  return static_cast<FileFormat>(kFirstPicture + static_cast<int>(format));
}

std::optional<PictureFormat> PictureFormatOf(FileFormat format) {
  if (KindOf(format) != FileKind::kPicture) return std::nullopt;
  return static_cast<PictureFormat>(static_cast<int>(format) - kFirstPicture);
}

}  // namespace photomill
