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

// The positional arguments of a command.
struct WordCount {
  size_t least = 0;
  size_t most = 0;
  const char* text = "nothing";  // "one worker"
};

// A whole subcommand that takes --state, --admin and --json: parses its arguments, calls the run,
// prints the response. `make` makes the command from the positional arguments; its failure says
// what is wrong with them. Returns the exit code.
int GiveCommand(const HelpPage& page, int argc, char** argv, const WordCount& words,
                const std::function<Result<AdminCommand>(const std::vector<std::string>&)>& make);

// The lines of its help page for these flags.
std::vector<HelpFlag> GiveCommandHelp();

}  // namespace photomill
