// Whether what stands in the destination is what the ledger says and a viewer can show.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "worker/image/pixels/picture.h"

namespace photomill::test {

// A whole picture file, decoded, upright. Fails the test where it does not open.
Picture OpenPicture(std::string_view bytes);

// Every output that the ledger knows: the file is there, has the bytes, the digest and the size
// that the ledger tells, and opens. Returns how many there were.
int CheckEveryOutput(const std::string& state_dir, const std::string& destination);

// The mean difference of two pictures of one size, 0 to 255, over all planes that both have. Two
// JPEGs of one picture are below 10; a picture and the same upside down are far above.
double MeanDifference(const Picture& a, const Picture& b);

}  // namespace photomill::test
