// How exactly a worker and its coordinator see the same modification times. Each mounts the source
// store in its own way: SMB tells tenths of a microsecond, FAT every second second, ext4
// nanoseconds. What one of them cannot tell apart is no change of a source.
// Pure values; any thread may read them.
#pragma once

#include <cstdint>
#include <string>

#include "common/base/object_version.h"

namespace photomill {

class SourceTimes {
 public:
  // A source as the coordinator and as this worker see it. Call it for each sample of the proof.
  void Learn(int64_t listed_ns, int64_t seen_ns);

  // Nanoseconds: the coarser of the two mounts, as far as the samples show; 1 without any.
  [[nodiscard]] int64_t resolution_ns() const;

  // Whether the listed version and the one that is seen here are one.
  [[nodiscard]] bool IsSame(const ObjectVersion& listed, const ObjectVersion& seen) const;

 private:
  // The coarsest unit of which every time so far is a multiple; 0: none was seen.
  int64_t listed_unit_ns_ = 0;
  int64_t seen_unit_ns_ = 0;
};

// What differs between two versions, for people: sizes, and times in UTC.
std::string DifferenceText(const ObjectVersion& listed, const ObjectVersion& seen);

}  // namespace photomill
