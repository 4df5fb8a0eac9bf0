// Checks that the files in the destination match the ledger and can be opened by a viewer.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "worker/image/pixels/picture.h"

namespace photomill::test {

// A complete image file, decoded, upright. Fails the test if it does not open.
Picture OpenPicture(std::string_view bytes);

// Checks every output that the ledger knows: the file exists, has the recorded bytes, digest, width
// and height, and opens. Returns the number of outputs.
int CheckEveryOutput(const std::string& state_dir, const std::string& destination);

// The mean difference of two images of one size, 0 to 255, over all planes that both have. Two
// JPEGs of one image are below 10; an image and the same upside down are far above.
double MeanDifference(const Picture& a, const Picture& b);

}  // namespace photomill::test
