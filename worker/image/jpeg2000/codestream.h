// Decodes the codestream of a JPEG 2000 into the samples of its components. Only codestream.cpp
// uses OpenJPEG. The boxes around a codestream are read elsewhere (common/container, meaning.h),
// because OpenJPEG's own box reader supports fewer kinds of colours, and rejects errors that lose
// nothing.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/model/warning.h"
#include "worker/image/pixels/damage.h"

namespace photomill::jpeg2000 {

// The samples of one component. Each covers `across` x `down` px of the reference grid.
struct Component {
  uint32_t width = 0;  // samples
  uint32_t height = 0;
  uint32_t left = 0;  // position of the first sample, in samples from the origin of the grid
  uint32_t top = 0;
  uint32_t across = 1;
  uint32_t down = 1;
  uint32_t bits = 8;
  bool is_signed = false;
  const int32_t* samples = nullptr;  // rows without padding
};

struct DecodedCodestream {
  std::shared_ptr<const void> owner;  // owns the samples
  std::vector<Component> components;
  bool partial = false;  // tiles are missing or damaged; missing parts are dark
  WarningText warning;
};

// Per sample. OpenJPEG works with 32 bits, and needs some of them for the transform.
inline constexpr uint32_t kBitsMax = 24;

// Fails with kCorrupt for a damaged codestream (with Damage::kKeep only if nothing can be decoded),
// with kFormatNotAllowed for more than kBitsMax bits per sample, and with kOutOfMemory. Throws
// std::bad_alloc.
Result<DecodedCodestream> DecodeCodestream(std::string_view codestream, Damage damage);

}  // namespace photomill::jpeg2000
