// What most subcommands have in common: their arguments, the line that says why they failed, and the
// end of their output.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/command_line/help.h"

namespace photomill {

// Prints the text on standard error. Returns kExitCannotStart.
int Fail(const std::string& text);

// Flushes standard output. Returns the exit code, or that of a failure.
int EndOutput(int exit_code);

struct CommandCall {
  std::optional<int> exit;  // nothing is left to do: help was printed, or the arguments are wrong
  std::vector<std::string> positionals;
  std::string hint;  // "See: photomill help explain"
};

// Parses the arguments. `names` are the accepted flags; empty: those of the page.
CommandCall BeginCommand(const HelpPage& page, int argc, const char* const* argv,
                         const std::vector<std::string>& names = {});

// The same for a command that has --state and no other argument.
CommandCall BeginStateCommand(const HelpPage& page, int argc, const char* const* argv);

}  // namespace photomill
