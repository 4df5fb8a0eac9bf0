#include "worker/image/read_metadata.h"

#include "worker/image/heif/heif_metadata.h"
#include "worker/image/jpeg/bare_jpeg.h"
#include "worker/image/jpeg/jpeg_metadata.h"
#include "worker/image/metadata/metadata.h"
#include "worker/image/metadata/tiff_metadata.h"
#include "worker/image/png/bare_png.h"
#include "worker/image/png/png_metadata.h"
#include "worker/image/webp/webp_metadata.h"

namespace photomill {

SourceMetadata ReadMetadata(std::string_view bytes, PictureFormat format) {
  SourceMetadata out;
  switch (format) {
    case PictureFormat::kJpeg:
      TakeJpegMetadata(bytes, out);
      break;
    case PictureFormat::kPng:
      TakePngMetadata(bytes, out);
      break;
    case PictureFormat::kWebp:
      TakeWebpMetadata(bytes, out);
      break;
    case PictureFormat::kTiff:
      TakeTiffMetadata(bytes, out);
      break;
    case PictureFormat::kHeic:
    case PictureFormat::kAvif:
      TakeHeifMetadata(bytes, out);
      break;
    default:
      break;
  }
  LeaveOutDamaged(out);
  return out;
}

bool HoldsPictureOnly(std::string_view bytes, PictureFormat format, std::string_view profile) {
  switch (format) {
    case PictureFormat::kJpeg:
      return IsBareJpeg(bytes, profile);
    case PictureFormat::kPng:
      return IsBarePng(bytes, profile);
    default:
      return false;
  }
}

}  // namespace photomill
