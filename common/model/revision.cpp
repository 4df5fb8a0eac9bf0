#include "common/model/revision.h"

#include <algorithm>
#include <array>

#include "common/model/key_template.h"

namespace photomill {
namespace {

// Of ledgers that do not know their sources' formats.
constexpr std::string_view kRawExtensions =
    "3fr arw cr2 cr3 crw dcr dng erf fff iiq kdc mef mos mrw nef nrw orf pef raf rw2 rwl sr2 srf "
    "srw x3f";

constexpr std::array kRules = {
    MendedRule{2, "heic_references",
               "HEIC files whose metadata or gain map belongs to two images failed as corrupt",
               false, FileFormat::kHeic, "heic heif hif", Reason::kCorrupt},
    MendedRule{2, "raw_previews",
               "camera raw files that are TIFFs inside were converted from their small preview",
               true, FileFormat::kUnknown, kRawExtensions, Reason::kCorrupt},
    MendedRule{2, "raw_beside_photos",
               "camera raw files failed even if the photo that belongs to them was done", false,
               FileFormat::kUnknown, kRawExtensions, Reason::kFormatNotAllowed},
    MendedRule{2, "large_files",
               "large videos and other files that are not images failed as too large before their "
               "format was determined",
               false, FileFormat::kUnknown, kAnyName, Reason::kTooLarge},
    MendedRule{3, "jpeg2000_reader",
               "JPEG 2000 files with inks, Lab, luma and chroma or unusual channels had wrong "
               "colours or transparency, and those with an offset failed as corrupt",
               true, FileFormat::kJpeg2000, "j2c j2k jp2 jpc jpf jpx", Reason::kCorrupt},
    MendedRule{
        3, "tiff_reader",
        "TIFF files were converted with the colours, the alpha or the page of another reading: "
        "spot colours as alpha, negatives, planes of alpha, previews; or failed as corrupt",
        true, FileFormat::kTiff, "tif tiff", Reason::kCorrupt},
    MendedRule{3, "tiff_drawings", "large blank drawings in TIFF files failed as too large", false,
               FileFormat::kTiff, "tif tiff", Reason::kTooLarge},
    // One row per format, because a user remakes a format once, whatever was wrong with it.
    MendedRule{4, "jpeg_reader",
               "JPEG files with rare marks of colour or orientation, or with hidden edges, were "
               "converted wrongly, and metadata: KEEP lost their resolution; complete ones with an "
               "unusual end or padding failed as corrupt",
               true, FileFormat::kJpeg, "jpe jpeg jpg mpo", Reason::kCorrupt},
    MendedRule{4, "png_reader",
               "PNG files had wrong colours if cICP states them or if libpng rejects their "
               "profile, and metadata: KEEP lost their resolution; complete ones without their end "
               "failed as corrupt",
               true, FileFormat::kPng, "png apng", Reason::kCorrupt},
    MendedRule{4, "tiff_resolution",
               "TIFF files whose pixels are not square, such as faxes, were squeezed, damaged or "
               "unusual PackBits data displaced pixels, and metadata: KEEP lost their resolution",
               true, FileFormat::kTiff, "tif tiff", Reason::kCorrupt},
    MendedRule{4, "webp_reader",
               "WebP files with brightness outside video range had slightly wrong colours; those "
               "that are truncated after their first image failed as corrupt",
               true, FileFormat::kWebp, "webp", Reason::kCorrupt},
    MendedRule{4, "heif_trailers",
               "HEIC files with other bytes after their last box, or with an alpha of a slightly "
               "different size, failed as corrupt",
               false, FileFormat::kHeic, "heic heif hif", Reason::kCorrupt},
    MendedRule{4, "avif_reader",
               "damaged AVIF files were converted as far as they could be read; those whose "
               "images share layers, or with an alpha of a slightly different size, failed as "
               "corrupt",
               true, FileFormat::kAvif, "avif", Reason::kCorrupt},
    MendedRule{4, "gif_reader",
               "GIF files with damaged data were converted with wrong pixels; those that are "
               "truncated after their first frame failed as corrupt",
               true, FileFormat::kGif, "gif", Reason::kCorrupt},
    MendedRule{4, "bmp_reader",
               "BMP files of OS/2 2.x had a wrong palette, masks of few bits dark colours, and "
               "stated colours were left out; broken run lengths went unnoticed, and files with a "
               "wrong length or a short palette failed as corrupt",
               true, FileFormat::kBmp, "bmp dib", Reason::kCorrupt},
    MendedRule{4, "netpbm_and_tga", "PNM, PAM and TGA files failed or were skipped as not images",
               false, FileFormat::kUnknown, "pnm ppm pgm pbm pam tga icb vda vst",
               Reason::kNotAnImage},
};

}  // namespace

std::span<const MendedRule> MendedRules() {
  return kRules;
}

bool MayConcern(const MendedRule& rule, std::string_view source_key, FileFormat format) {
  if (format != FileFormat::kUnknown) return format == rule.format;
  if (rule.extensions == kAnyName) return true;
  const std::string extension = ExtensionOf(source_key);
  if (extension.empty()) return false;
  std::string_view rest = rule.extensions;
  while (!rest.empty()) {
    const size_t space = std::min(rest.find(' '), rest.size());
    if (rest.substr(0, space) == extension) return true;
    rest.remove_prefix(std::min(space + 1, rest.size()));
  }
  return false;
}

bool IsMended(std::span<const MendedRule> rules, uint32_t revision, Reason reason,
              std::string_view source_key, FileFormat format) {
  return std::any_of(rules.begin(), rules.end(), [&](const MendedRule& rule) {
    return rule.revision > revision && rule.reason == reason &&
           MayConcern(rule, source_key, format);
  });
}

}  // namespace photomill
