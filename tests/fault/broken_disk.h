// A disk that fails for a single worker, and is repaired again: failing_disk.cpp is loaded into the
// worker's programs, whose own code is the real one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/integration/support/program.h"
#include "tests/integration/support/test_folder.h"

namespace photomill::test {

// Programs that are started with it get EIO from everything below `path`, until it is repaired.
// `launch` may already have the poisoned decoder.
Launch WithBrokenDisk(const TestFolder& folder, const std::string& path, Launch launch = {});
void MendDisk(const TestFolder& folder);
// The times of its failures, in milliseconds of a steady clock.
std::vector<int64_t> FailuresOfDisk(const TestFolder& folder);

}  // namespace photomill::test
