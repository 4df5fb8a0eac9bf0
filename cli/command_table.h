// The table of photomill's commands. Each row has a command's name, help page and function.
#pragma once

#include <span>
#include <string_view>

#include "common/command_line/help.h"

namespace photomill {

struct Command {
  std::string_view name;
  const HelpPage& (*page)();          // nullptr if the command has no page
  int (*run)(int argc, char** argv);  // argv[0] is the command; returns the exit code
  int (*print_page)() = nullptr;      // if another program prints the page; then `page` has only
                                      // its summary
};

// In the order in which `photomill help` lists them.
std::span<const Command> Commands();

// Returns nullptr if there is no such command.
const Command* FindCommand(std::string_view name);

}  // namespace photomill
