// Gives a command to a live run and waits for its response, through the files that the run keeps in
// its state directory (common/wire/admin_file.h). Shared by the commands that steer or ask a run.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/command_line/help.h"
#include "common/model/admin.h"

namespace photomill {

// Where the run is: exactly one of these.
struct AdminTarget {
  std::string state_folder;  // on this machine
  std::string admin_file;    // a copy of STATE/admin
};

// The failure says whether there is a run at all, and what to do. A response with another code than
// kDone is no failure.
Result<AdminResponse> CallRun(const AdminTarget& target, const AdminCommand& command);

// A whole subcommand that takes --state and --admin: parses its arguments, calls the run, prints
// the response. `words` is how many positional arguments it needs; `make` makes the command from
// them. Returns the exit code.
int GiveCommand(const HelpPage& page, int argc, char** argv, size_t words,
                const std::function<AdminCommand(const std::vector<std::string>&)>& make);

// The lines of its help page for --state and --admin.
std::vector<HelpFlag> AdminTargetHelp();

}  // namespace photomill
