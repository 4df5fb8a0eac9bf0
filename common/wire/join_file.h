// The join file: everything that a worker needs to find and join a migration's coordinator. Each
// line has a word and a value. Lines that begin with "# " are comments. Anyone with the file can
// join the migration as a worker, so it is kept private (common/os/private_file.h).
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
  std::vector<std::string> addresses;  // tcp://HOST:PORT, the most likely first; never empty
  std::string server_key;              // public
  CurveKeys worker;
};

Secret RenderJoinFile(const JoinFile& join);

// A failure says what is wrong with the text and what to do, but never quotes it, because it could
// be a key.
Result<JoinFile> ParseJoinFile(const Secret& text);

}  // namespace photomill
