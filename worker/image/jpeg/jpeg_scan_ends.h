// Detects extra bytes after the coded data of a JPEG's scans. Huffman codes do not mark their end,
// and libjpeg reads some bytes ahead, so a few surplus bytes go unnoticed.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace photomill {

// Whether a decoder needs the last byte of each scan. Decodes the file once per scan, up to that
// missing byte, because later scans depend on earlier ones. `ends`: the end of each scan's data.
// False for more than 20 scans. Throws std::bad_alloc.
bool NeedsScanEnds(std::string_view jpeg, const std::vector<uint64_t>& ends);

// Whether the scans up to `end` need the bytes after it. If so, these bytes are coded data, or
// replace it. Decodes the file up to `end`. Throws std::bad_alloc.
bool NeedsBytesAfter(std::string_view jpeg, uint64_t end);

}  // namespace photomill
