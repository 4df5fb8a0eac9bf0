// The join file: all that a worker needs to find the coordinator of a migration and to be let in.
// Lines of a word and a value; lines that begin with "# " are for people. Whoever has the file may
// work for the migration, so it is kept private (common/os/private_file.h).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/base/secret.h"
#include "common/wire/curve.h"

namespace photomill {

struct JoinFile {
  uint32_t protocol_version = 0;
  std::string migration_id;
  std::vector<std::string> addresses;  // tcp://HOST:PORT, the likeliest first; never empty
  std::string server_key;              // public
  CurveKeys worker;
};

Secret RenderJoinFile(const JoinFile& join);

// Says what is wrong with a text and what to do, and never tells what stands in it: it may be a
// key.
Result<JoinFile> ParseJoinFile(const Secret& text);

}  // namespace photomill
