// Shared by the files of this folder that use libheif: an opened file and its primary image. Only
// they may include this, because it includes the library's header.
#pragma once

#include <libheif/heif.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "common/base/result.h"
#include "worker/image/heif/heif_pieces.h"

namespace photomill::heif {

template <auto kFree>
struct Freed {
  template <typename Handle>
  void operator()(Handle* handle) const {
    kFree(handle);
  }
};
using ContextPointer = std::unique_ptr<heif_context, Freed<heif_context_free>>;
using HandlePointer = std::unique_ptr<heif_image_handle, Freed<heif_image_handle_release>>;
using ImagePointer = std::unique_ptr<heif_image, Freed<heif_image_release>>;
using NclxPointer = std::unique_ptr<heif_color_profile_nclx, Freed<heif_nclx_color_profile_free>>;

// Converts libheif's error to kCorrupt, kFormatNotAllowed or kOutOfMemory.
Status StatusOf(const heif_error& error);

// A file as libheif sees it: its bytes, or pieces of them with replacements in between.
struct OpenFile {
  std::unique_ptr<PieceReader> reader;  // the context reads from it, unless it is null
  ContextPointer context;
};

// Parses the file's structure. `bytes` must outlive the result. `separate_alpha`: an item that is
// not used as alpha. Throws std::bad_alloc.
Result<OpenFile> Open(std::string_view bytes,
                      std::optional<uint32_t> separate_alpha = std::nullopt);

Result<HandlePointer> PrimaryPicture(heif_context* context);

}  // namespace photomill::heif
