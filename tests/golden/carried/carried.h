// Shared by the tests of what outputs preserve besides their pixels.
#pragma once

#include <cstdint>
#include <string>

#include "tests/golden/golden.h"
#include "tests/golden/produced.h"
#include "tests/support/pictures.h"

namespace photomill {

// The fixture: whole jobs, as executed by a worker.
using CarriedTest = GoldenTest;

inline std::string TaggedJpeg(const std::string& icc) {
  test::FileSpec spec;
  spec.icc = icc;
  spec.quality = 95;
  return test::MakeFile(test::PhotographLike(120, 90), spec);
}

inline DecodedPicture KeptColours(const std::string& file) {
  const Result<PictureHeader> header = ReadPictureHeader(file, PictureLimits{});
  Result<DecodedPicture> decoded = DecodePicture(file, *header, 1, ColourRule::kKeep);
  EXPECT_TRUE(decoded.ok()) << decoded.failure().detail;
  return decoded.ok() ? *std::move(decoded) : DecodedPicture{};
}

// Big-endian, in `count` bytes.
inline void AppendNumber(std::string& out, uint32_t number, int count) {
  for (int i = count - 1; i >= 0; --i) out += static_cast<char>(number >> 8 * i & 0xFF);
}

}  // namespace photomill
