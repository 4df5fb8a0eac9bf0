// Compares modification times as seen by a worker and its coordinator. Each mounts the source store
// in its own way: SMB has a resolution of 100 ns, FAT of two seconds, ext4 of one nanosecond. A
// difference below the coarser resolution does not count as a change of the source. Plain values;
// any thread may read them.
#pragma once

#include <cstdint>
#include <string>

#include "common/base/object_version.h"

namespace photomill {

class SourceTimes {
 public:
  // The times of a source as the coordinator and this worker see it. Call this for each sample of
  // the proof.
  void Learn(int64_t listed_ns, int64_t seen_ns);

  // In nanoseconds: the coarser of the two mounts' resolutions, as far as the samples show. 1
  // without samples.
  [[nodiscard]] int64_t resolution_ns() const;

  // Whether the listed version and the version seen here are the same.
  [[nodiscard]] bool IsSame(const ObjectVersion& listed, const ObjectVersion& seen) const;

 private:
  // The coarsest unit that divides every time so far; 0: none was seen.
  int64_t listed_unit_ns_ = 0;
  int64_t seen_unit_ns_ = 0;
};

// The differences between two versions, for display: sizes, and times in UTC.
std::string DifferenceText(const ObjectVersion& listed, const ObjectVersion& seen);

}  // namespace photomill
