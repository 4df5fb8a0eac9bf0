// Checks whether the codestream of a JPEG 2000 is complete. Its tiles come in parts, and each part
// states its length (ITU-T T.800, annex A.4.2), so the check needs no decoding. It does not rely on
// the decoder, which tolerates missing tiles. A pure function; any thread may call it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace photomill::jpeg2000 {

struct TileParts {
  std::string missing;  // for people; empty: all tiles are complete
  // Where the tile-part begins within which the codestream ends. It states more bytes than follow.
  std::optional<uint64_t> cut_off_at;
  bool ended = false;  // an end marker follows the tiles
  // The coded data contains checks that let OpenJPEG detect damage: predictable termination, or the
  // rules of high-throughput coding. (OpenJPEG does not check segmentation symbols.)
  bool checked = false;
};

// The size marker of the codestream must be valid (common/sniff). Other kinds of damage are left to
// the decoder.
TileParts FindTileParts(std::string_view codestream);

}  // namespace photomill::jpeg2000
