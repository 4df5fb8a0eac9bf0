// Decoding the codestream of a JPEG 2000 into the samples of its components. This file's source is
// the only one that knows OpenJPEG. The boxes around a codestream are read elsewhere
// (common/container, meaning.h): OpenJPEG's own reader of them is not used, for it knows fewer
// colours and is strict where nothing is lost.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/model/warning.h"
#include "worker/image/pixels/damage.h"

namespace photomill::jpeg2000 {

// The samples of one kind, each of them `across` x `down` px of the reference grid.
struct Component {
  uint32_t width = 0;  // samples
  uint32_t height = 0;
  uint32_t left = 0;  // the place of the first sample, in samples from the grid's origin
  uint32_t top = 0;
  uint32_t across = 1;
  uint32_t down = 1;
  uint32_t bits = 8;
  bool is_signed = false;
  const int32_t* samples = nullptr;  // rows without padding
};

struct DecodedCodestream {
  std::shared_ptr<const void> owner;  // of the samples
  std::vector<Component> components;
  bool partial = false;  // tiles are missing or damaged; what is missing is dark
  WarningText warning;
};

// Of a sample. OpenJPEG works with 32 bits, and needs some of them for the transform.
inline constexpr uint32_t kBitsMax = 24;

// Failures: kCorrupt, unless a part is to be kept and there is any; kFormatNotAllowed for samples of
// more bits; kOutOfMemory. Throws std::bad_alloc.
Result<DecodedCodestream> DecodeCodestream(std::string_view codestream, Damage damage);

}  // namespace photomill::jpeg2000
