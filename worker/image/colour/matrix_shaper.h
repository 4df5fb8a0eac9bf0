// What Little CMS does to RGB of 16 bits whose profile is three curves and a matrix, as most are,
// and those that are made here: in a thirtieth of its time, and as exactly as its way that makes
// nothing quicker.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace photomill {

class MatrixShaper {
 public:
  // Of two profiles of RGB (cmsHPROFILE), which it does not keep. Null where the first is of
  // another kind, or has a black that is to be stretched.
  static std::unique_ptr<const MatrixShaper> Make(void* source, void* target);

  // `samples`: interleaved, in the machine's order. `out`: interleaved as well.
  void ConvertRow(const uint16_t* samples, size_t pixels, uint8_t* out) const;

 private:
  MatrixShaper() = default;

  std::array<std::vector<float>, 3> light_;    // of each sample; 1 is white
  std::array<std::array<float, 3>, 3> mix_{};  // the light of R, G and B into that of the target's
  std::vector<uint8_t> levels_;                // of light in equal steps from 0 to 1
};

}  // namespace photomill
