// A disk that fails for one worker alone, and is mended again: failing_disk.cpp is loaded into its
// programs, whose own code is the real one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/integration/support/program.h"
#include "tests/integration/support/test_folder.h"

namespace photomill::test {

// Programs that are started so get EIO from everything below `path`, until it is mended. `launch`
// may have the poisoned decoder already.
Launch WithBrokenDisk(const TestFolder& folder, const std::string& path, Launch launch = {});
void MendDisk(const TestFolder& folder);
// The milliseconds of a steady clock at which it failed.
std::vector<int64_t> FailuresOfDisk(const TestFolder& folder);

}  // namespace photomill::test
