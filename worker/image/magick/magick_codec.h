// Decoding through ImageMagick: tests ask it for a second opinion, and draw pictures with it. All
// photos are decoded by readers of their own. Nothing of it is seen from outside of this folder. All
// functions may be called from several threads at once; none throws.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/sniff/header.h"
#include "worker/image/library/decoded_frame.h"

namespace photomill {

// Once, before any thread: puts the policy into force (policy.h). Fails if the policy did not take
// hold or a format's module is missing.
Status StartMagick();

// `bytes` hold a single frame, or several of which the first is used.
Result<Frame> DecodeWithMagick(std::string_view bytes, const PictureHeader& header,
                               const DecodeOptions& options);
uint64_t MagickMemory(const PictureHeader& header, uint64_t pixels);

}  // namespace photomill
