// The admin file: where a live run takes commands (photomill pause, resume, drain, …), and what
// proves that a user may give them. There are two of them in the state directory:
// - "control" has a socket of this machine and a token of this run;
// - "admin" has the coordinator's network addresses and the admin's pair of keys, which neither a
//   worker's join file has nor the coordinator accepts from a worker.
// Each line has a word and a value. Anyone with the file can steer the run, so it is kept private
// (common/os/private_file.h).
#pragma once

#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/base/secret.h"
#include "common/wire/curve.h"

namespace photomill {

struct AdminFile {
  std::string migration_id;
  std::vector<std::string> addresses;  // the most likely first; never empty
  Secret token;                        // for ipc addresses
  std::string server_key;              // public; for tcp addresses, with the admin's keys
  CurveKeys admin;

  [[nodiscard]] bool is_local() const { return server_key.empty(); }
};

Secret RenderAdminFile(const AdminFile& file);

// A failure says what is wrong with the text and what to do, but never quotes it, because it could
// be a key.
Result<AdminFile> ParseAdminFile(const Secret& text);

// A new random token, with the format of a key.
Secret MakeAdminToken();

}  // namespace photomill
