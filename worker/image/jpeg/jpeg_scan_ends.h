// Whether something stands behind the coded data of a JPEG's scans. Huffman codes do not tell where
// they end, and libjpeg reads some bytes ahead: few bytes too many go unnoticed.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace photomill {

// Whether a decoder needs the last byte of each scan. The file is decoded for each of them, up to
// where that byte is missing: later scans depend on those before. `ends`: where the scans' data
// end. False where there are more than 20. Throws std::bad_alloc.
bool NeedsScanEnds(std::string_view jpeg, const std::vector<uint64_t>& ends);

}  // namespace photomill
