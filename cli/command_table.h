// The table of photomill's commands. Each row has a command's name, help page and function.
#pragma once

#include <span>
#include <string_view>

#include "common/command_line/help.h"
#include "common/command_line/help_format.h"

namespace photomill {

struct Command {
  std::string_view name;
  const HelpPage& (*page)();          // nullptr if the command has no page
  int (*run)(int argc, char** argv);  // argv[0] is the command; returns the exit code
  // If another program prints the page; then `page` has only its summary.
  int (*print_page)(HelpFormat) = nullptr;
};

// In the order in which `photomill help` lists them.
std::span<const Command> Commands();

// Returns nullptr if there is no such command.
const Command* FindCommand(std::string_view name);

// Prints a command's page to standard output, and returns the exit code. The command has a page.
int PrintPage(const Command& command, HelpFormat format);

}  // namespace photomill
