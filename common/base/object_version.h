// Shows whether a stored object is unchanged: size and modification time, or an ETag.
#pragma once

#include <cstdint>
#include <string>

namespace photomill {

struct ObjectVersion {
  uint64_t size = 0;     // bytes
  int64_t mtime_ns = 0;  // nanoseconds since 1970; 0 if the store has ETags instead
  std::string etag;      // empty if the store has no ETags

  bool operator==(const ObjectVersion&) const = default;
};

}  // namespace photomill
