#include "cli/command_call.h"

#include <fmt/core.h>
#include <gflags/gflags.h>

#include <cstdio>

#include "common/command_line/arguments.h"
#include "coordinator/start/options.h"

DECLARE_string(state);

namespace photomill {

int Fail(const std::string& text) {
  std::fprintf(stderr, "photomill: %s\n", text.c_str());
  return kExitCannotStart;
}

int EndOutput(int exit_code) {
  return std::fflush(stdout) == 0 ? exit_code : Fail("cannot write to standard output");
}

CommandCall BeginCommand(const HelpPage& page, int argc, const char* const* argv,
                         const std::vector<std::string>& names) {
  CommandCall call;
  if (AsksForHelp(argc, argv)) {
    PrintHelp(page);
    call.exit = kExitDone;
    return call;
  }
  call.hint = "See: photomill help " + page.command;
  std::vector<std::string> allowed = names;
  if (allowed.empty()) {
    for (const HelpFlag& flag : page.flags) allowed.push_back(flag.name);
  }
  Result<std::vector<std::string>> positionals = ParseArguments(argc, argv, allowed, call.hint);
  if (positionals) {
    call.positionals = *std::move(positionals);
  } else {
    call.exit = Fail(positionals.failure().detail);
  }
  return call;
}

CommandCall BeginStateCommand(const HelpPage& page, int argc, const char* const* argv) {
  CommandCall call = BeginCommand(page, argc, argv);
  if (!call.exit && (!call.positionals.empty() || FLAGS_state.empty())) {
    call.exit = Fail(fmt::format(
        "{} needs the state directory and no other argument: --state=DST/.photomill. {}",
        page.command, call.hint));
  }
  return call;
}

}  // namespace photomill
