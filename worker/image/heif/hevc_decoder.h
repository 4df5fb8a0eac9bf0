// One picture of HEVC through libde265, whole or not at all: what libde265 would only warn of, or
// leave out in silence, is a fault here. Without threads of its own. Only hevc_decoder.cpp and
// heif_hevc.cpp may include this: it brings in the library.
#pragma once

#include <libde265/de265.h>

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "worker/image/heif/marked_plane.h"

namespace photomill {

struct HevcFault {
  const char* text = "";  // stays valid
  bool memory = false;    // it is the machine's, not the picture's
};

class HevcDecoder {
 public:
  // Throws std::bad_alloc.
  HevcDecoder();
  HevcDecoder(const HevcDecoder&) = delete;
  HevcDecoder& operator=(const HevcDecoder&) = delete;

  // Units of the stream (NAL units), each behind its length as a number of four bytes, big end
  // first. Parameter sets come first.
  std::optional<HevcFault> Push(std::string_view bytes);

  // Once, behind all units.
  std::optional<HevcFault> Decode();

  // Of the picture that Decode() found no fault in; it lives as long as this.
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

  std::vector<MarkedPlane> planes_;   // of the only picture
  std::optional<HevcFault> refused_;  // why a picture got no memory
  const de265_image* picture_ = nullptr;
  std::unique_ptr<de265_decoder_context, Free> context_;  // goes before its picture's memory
};

}  // namespace photomill
