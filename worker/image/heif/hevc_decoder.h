// Decodes one HEVC image with libde265, completely or not at all: what libde265 only warns about,
// or silently omits, is an error here. Uses no threads of its own. Only hevc_decoder.cpp and
// heif_hevc.cpp may include this, because it includes the library's header.
#pragma once

#include <libde265/de265.h>

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "worker/image/heif/marked_plane.h"

namespace photomill {

struct HevcFault {
  const char* text = "";  // static text
  bool memory = false;    // the machine's fault, not the image's
};

class HevcDecoder {
 public:
  // Throws std::bad_alloc.
  HevcDecoder();
  HevcDecoder(const HevcDecoder&) = delete;
  HevcDecoder& operator=(const HevcDecoder&) = delete;

  // Adds NAL units of the stream, each preceded by its length in four bytes, big-endian. Parameter
  // sets come first.
  std::optional<HevcFault> Push(std::string_view bytes);

  // Call it once, after all units.
  std::optional<HevcFault> Decode();

  // The image, if Decode() found no error. Valid as long as this object.
  [[nodiscard]] const de265_image* picture() const { return picture_; }

 private:
  static int GiveMemory(de265_decoder_context* context, de265_image_spec* spec, de265_image* image,
                        void* decoder);

  // Throws std::bad_alloc.
  void MakePlanes(const de265_image_spec& spec, de265_image* image);
  std::optional<HevcFault> DecodeSlices();
  std::optional<HevcFault> Finish();
  [[nodiscard]] HevcFault FaultOf(de265_error error) const;
  [[nodiscard]] std::optional<HevcFault> FaultOfWarnings() const;

  struct Free {
    void operator()(de265_decoder_context* context) const { de265_free_decoder(context); }
  };

  std::vector<MarkedPlane> planes_;   // of the only image
  std::optional<HevcFault> refused_;  // why an image got no memory
  const de265_image* picture_ = nullptr;
  std::unique_ptr<de265_decoder_context, Free> context_;  // destroyed before its image's memory
};

}  // namespace photomill
