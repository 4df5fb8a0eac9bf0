// The one table of photomill's commands: each row holds a command's name, its help page and its
// function.
#pragma once

#include <span>
#include <string_view>

#include "common/command_line/help.h"

namespace photomill {

struct Command {
  std::string_view name;
  const HelpPage& (*page)();          // nullptr: the command has none
  int (*run)(int argc, char** argv);  // argv[0] is the command; returns the exit code
  int (*print_page)() = nullptr;      // if another program knows the page: `page` has no more
                                      // than its summary
};

// In the order in which `photomill help` lists them.
std::span<const Command> Commands();

// nullptr: there is no such command.
const Command* FindCommand(std::string_view name);

}  // namespace photomill
