// Reads the metadata of a HEIC's or AVIF's primary image with libheif.
#include <exception>
#include <new>
#include <vector>

#include "common/container/exif_view.h"
#include "worker/image/heif/heif_codec.h"
#include "worker/image/heif/heif_support.h"

namespace photomill {
namespace {

constexpr const char* kExifType = "Exif";
constexpr const char* kXmpType = "mime";
constexpr std::string_view kXmpContent = "application/rdf+xml";

// The first item of this type and content type. Empty if there is none.
std::string Item(const heif_image_handle* handle, const char* type, std::string_view content,
                 size_t bytes_max) {
  const int count = heif_image_handle_get_number_of_metadata_blocks(handle, type);
  if (count <= 0) return {};
  std::vector<heif_item_id> ids(static_cast<size_t>(count));
  heif_image_handle_get_list_of_metadata_block_IDs(handle, type, ids.data(), count);
  for (const heif_item_id id : ids) {
    const char* told = heif_image_handle_get_metadata_content_type(handle, id);
    const size_t length = heif_image_handle_get_metadata_size(handle, id);
    if ((told == nullptr ? std::string_view() : told) != content) continue;
    if (length == 0 || length > bytes_max) continue;
    std::string item(length, '\0');
    if (heif_image_handle_get_metadata(handle, id, item.data()).code == heif_error_Ok) return item;
  }
  return {};
}

SourceMetadata Read(std::string_view bytes) {
  const Result<heif::OpenFile> file = heif::Open(bytes);
  if (!file) return {};
  const Result<heif::HandlePointer> handle = heif::PrimaryPicture(file->context.get());
  if (!handle) return {};
  // Items can share bytes of the file, but none is larger than the whole file.
  SourceMetadata out;
  const std::string exif = Item(handle->get(), kExifType, "", bytes.size());
  TakeExif(std::string(HeifExif(exif)), out);
  TakeXmp(Item(handle->get(), kXmpType, kXmpContent, bytes.size()), out);
  return out;
}

}  // namespace

SourceMetadata ReadHeifMetadata(std::string_view bytes) {
  try {
    return Read(bytes);
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception&) {
    return {};
  }
}

}  // namespace photomill
