#include "common/model/source_names.h"

#include <algorithm>
#include <array>

#include "common/model/key_template.h"

namespace photomill {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::array kPictureExtensions = {
    "apng"sv,  "avif"sv, "avifs"sv, "bmp"sv, "dib"sv,  "gif"sv, "heic"sv, "heics"sv, "heif"sv,
    "heifs"sv, "hif"sv,  "j2c"sv,   "j2k"sv, "jfif"sv, "jp2"sv, "jpc"sv,  "jpe"sv,   "jpeg"sv,
    "jpf"sv,   "jpg"sv,  "jpx"sv,   "mpo"sv, "png"sv,  "tif"sv, "tiff"sv, "webp"sv};

}  // namespace

bool IsNamedLikePicture(std::string_view source_key) {
  const std::string extension = ExtensionOf(source_key);
  return std::find(kPictureExtensions.begin(), kPictureExtensions.end(), extension) !=
         kPictureExtensions.end();
}

}  // namespace photomill
