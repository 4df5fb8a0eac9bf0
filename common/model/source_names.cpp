#include "common/model/source_names.h"

#include <algorithm>
#include <array>

#include "common/model/key_template.h"

namespace photomill {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::array kPictureExtensions = {
    "apng"sv, "avif"sv,  "avifs"sv, "bmp"sv, "dib"sv,  "gif"sv, "heic"sv, "heics"sv,
    "heif"sv, "heifs"sv, "hif"sv,   "icb"sv, "j2c"sv,  "j2k"sv, "jfi"sv,  "jfif"sv,
    "jif"sv,  "jp2"sv,   "jpc"sv,   "jpe"sv, "jpeg"sv, "jpf"sv, "jpg"sv,  "jps"sv,
    "jpx"sv,  "mpo"sv,   "pam"sv,   "pbm"sv, "pgm"sv,  "png"sv, "pnm"sv,  "ppm"sv,
    "tga"sv,  "tif"sv,   "tiff"sv,  "vda"sv, "vst"sv,  "webp"sv};

constexpr std::array kRawExtensions = {
    "3fr"sv, "arw"sv, "cr2"sv, "cr3"sv, "crw"sv, "dcr"sv, "dng"sv, "erf"sv, "fff"sv,
    "iiq"sv, "kdc"sv, "mef"sv, "mos"sv, "mrw"sv, "nef"sv, "nrw"sv, "orf"sv, "pef"sv,
    "raf"sv, "rw2"sv, "rwl"sv, "sr2"sv, "srf"sv, "srw"sv, "x3f"sv};

template <size_t N>
bool IsOneOf(const std::array<std::string_view, N>& extensions, std::string_view extension) {
  return std::find(extensions.begin(), extensions.end(), extension) != extensions.end();
}

bool IsAppleDoubleName(std::string_view source_key) {
  const std::string_view name = source_key.substr(source_key.rfind('/') + 1);
  return name.starts_with("._");
}

}  // namespace

bool IsNamedLikePicture(std::string_view source_key) {
  return !IsAppleDoubleName(source_key) && IsOneOf(kPictureExtensions, ExtensionOf(source_key));
}

bool IsNamedLikePhoto(std::string_view source_key) {
  return IsNamedLikePicture(source_key) ||
         (!IsAppleDoubleName(source_key) && IsOneOf(kRawExtensions, ExtensionOf(source_key)));
}

}  // namespace photomill
