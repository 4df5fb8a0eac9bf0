#include "common/model/worker_load.h"

#include <algorithm>
#include <bit>

#include "common/base/check.h"

namespace photomill {

std::string_view StageWord(Stage stage) {
  switch (stage) {
    case Stage::kToFetch:
      return "to_fetch";
    case Stage::kFetch:
      return "fetch";
    case Stage::kToProduce:
      return "to_produce";
    case Stage::kMemory:
      return "memory";
    case Stage::kDecode:
      return "decode";
    case Stage::kDerive:
      return "derive";
    case Stage::kEncode:
      return "encode";
    case Stage::kApart:
      return "apart";
    case Stage::kToPublish:
      return "to_publish";
    case Stage::kPublish:
      return "publish";
  }
  PHOTOMILL_CHECK(false);
}

size_t LatencyBucketOf(uint64_t microseconds) {
  const auto doublings =
      static_cast<size_t>(std::bit_width(microseconds / kFirstLatencyMicroseconds));
  return std::min(doublings, kLatencyBuckets - 1);
}

}  // namespace photomill
