// What a process that examines sources reports about one of them: what a run would make of it.
// Nothing is published. Plain values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/base/failure.h"
#include "common/base/file_format.h"

namespace photomill {

enum class ExaminationKind : uint8_t {
  kHeader,   // read the source and its header, and plan
  kConvert,  // also decode it, and make every output
};

// An output as it is planned, and as it was made.
struct ExaminedOutput {
  uint64_t pixels = 0;
  uint64_t bytes = 0;  // 0 if it was not made
  bool operator==(const ExaminedOutput&) const = default;
};

struct Examination {
  enum class Fate : uint8_t {
    kPicture,  // it would be migrated, as far as its header shows
    kSkipped,  // it is not an image
    kFailed,   // `failure` says why
  };
  Fate fate = Fate::kFailed;
  Failure failure;  // not with kPicture
  FileFormat format = FileFormat::kUnknown;
  uint64_t bytes = 0;  // of the source

  // The rest is only set for a picture.
  uint32_t width = 0;  // px, as stored
  uint32_t height = 0;
  uint32_t frames = 1;
  bool alpha = false;
  bool grey = false;
  bool cmyk = false;
  bool profile = false;
  uint64_t memory_bytes = 0;            // expected peak of the conversion
  uint64_t work_pixels = 0;             // the effort of the conversion
  std::vector<ExaminedOutput> outputs;  // one for each derivative of the recipe

  // Only with kConvert.
  uint64_t cpu_us = 0;
  uint64_t fetch_us = 0;
  uint64_t decode_us = 0;
  uint64_t derive_us = 0;
  uint64_t encode_us = 0;

  bool operator==(const Examination&) const = default;
};

}  // namespace photomill
