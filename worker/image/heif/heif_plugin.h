// What libheif calls of a decoder that photomill registers with it; internal to worker/image/heif.
//
// Decoder is a class that decodes one image:
//   heif_error Push(std::string_view data)       takes the coded image
//   heif_error Decode(ImagePointer& image)       decodes it
// Both may throw std::bad_alloc, which does not get into libheif.
#pragma once

#include <libheif/heif.h>
#include <libheif/heif_plugin.h>

#include <memory>
#include <new>
#include <string>
#include <string_view>

#include "common/base/result.h"
#include "worker/image/heif/heif_image.h"
#include "worker/image/library/readable_message.h"

namespace photomill::heif {

template <typename Decoder>
struct PluginCalls {
  static heif_error New(void** decoder) {
    try {
      *decoder = std::make_unique<Decoder>().release();
      return kFine;
    } catch (const std::bad_alloc&) {
      return kNoMemory;
    }
  }

  static void Free(void* decoder) {
    const std::unique_ptr<Decoder> freed(static_cast<Decoder*>(decoder));
  }

  static heif_error Push(void* decoder, const void* data, size_t size) {
    try {
      return static_cast<Decoder*>(decoder)->Push({static_cast<const char*>(data), size});
    } catch (const std::bad_alloc&) {
      return kNoMemory;
    }
  }

  static heif_error Decode(void* decoder, heif_image** image) {
    try {
      ImagePointer made;
      const heif_error decoded = static_cast<Decoder*>(decoder)->Decode(made);
      if (decoded.code == heif_error_Ok) *image = made.release();
      return decoded;
    } catch (const std::bad_alloc&) {
      return kNoMemory;
    }
  }
};

// `what` names the decoder in a failure. The plugin must have static storage.
inline Status RegisterPlugin(const heif_decoder_plugin& plugin, std::string_view what) {
  const heif_error registered = heif_register_decoder_plugin(&plugin);
  if (registered.code == heif_error_Ok) return {};
  return Failure{Reason::kInternal, "libheif does not accept the " + std::string(what) +
                                        " decoder: " + ReadableMessage(registered.message)};
}

}  // namespace photomill::heif
