#include "worker/image/heif/heif_support.h"

#include <new>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/limits.h"
#include "worker/image/heif/heif_references.h"
#include "worker/image/library/readable_message.h"

namespace photomill::heif {

Status StatusOf(const heif_error& error) {
  if (error.code == heif_error_Ok) return {};
  const std::string said = ReadableMessage(error.message);
  switch (error.code) {
    case heif_error_Memory_allocation_error:
      // libheif reports this also for a size over its limit.
      if (error.subcode == heif_suberror_Security_limit_exceeded) {
        return Failure{Reason::kCorrupt, "it claims implausible sizes: " + said};
      }
      return Failure{Reason::kOutOfMemory, "not enough memory for the image"};
    case heif_error_Unsupported_filetype:
    case heif_error_Unsupported_feature:
      return Failure{Reason::kFormatNotAllowed, "libheif does not support its kind: " + said};
    default:
      return Failure{Reason::kCorrupt, "its data is damaged or truncated: " + said};
  }
}

Result<OpenFile> Open(std::string_view bytes, std::optional<uint32_t> separate_alpha) {
  OpenFile file;
  file.context.reset(heif_context_alloc());
  if (file.context == nullptr) throw std::bad_alloc();
  heif_context* const context = file.context.get();
  // The pipeline has its own threads.
  heif_context_set_max_decoding_threads(context, 0);
  heif_context_set_maximum_image_size_limit(context, static_cast<int>(limits::kSideMost) + 1);
  std::optional<std::vector<FilePiece>> mended = MendReferences(bytes, separate_alpha);
  if (mended) file.reader = std::make_unique<PieceReader>(*std::move(mended));
  const Status read =
      StatusOf(file.reader != nullptr ? file.reader->ReadInto(context)
                                      : heif_context_read_from_memory_without_copy(
                                            context, bytes.data(), bytes.size(), nullptr));
  if (!read) return read.failure();
  return file;
}

Result<HandlePointer> PrimaryPicture(heif_context* context) {
  heif_image_handle* handle = nullptr;
  const Status found = StatusOf(heif_context_get_primary_image_handle(context, &handle));
  if (!found) return found.failure();
  return HandlePointer(handle);
}

}  // namespace photomill::heif
