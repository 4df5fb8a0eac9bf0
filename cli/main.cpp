// photomill: the command-line program. The commands are in command_table.cpp.
#include <fmt/core.h>

#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "cli/command_table.h"
#include "common/command_line/arguments.h"
#include "coordinator/start/options.h"

namespace photomill {
namespace {

int RefuseUnknown(const std::string& word) {
  std::vector<std::string> names;
  for (const Command& command : Commands()) names.emplace_back(command.name);
  const std::string nearest = NearestWord(word, names);
  std::fprintf(stderr, "photomill: unknown command \"%s\"%s See: photomill help\n", word.c_str(),
               nearest.empty() ? "." : fmt::format("; did you mean \"{}\"?", nearest).c_str());
  return kExitCannotStart;
}

int Main(int argc, char** argv) {
  std::string word = argc < 2 ? "help" : argv[1];
  const bool asks_for_help = word == "--help" || word == "-h" || word == "-help";
  if (argc < 2 || asks_for_help) return FindCommand("help")->run(1, argv);
  if (word == "--version") word = "version";
  const Command* command = FindCommand(word);
  if (command == nullptr) return RefuseUnknown(word);
  const std::optional<HelpFormat> format = HelpFormatAsked(argc - 1, argv + 1);
  if (format && command->page != nullptr) return PrintPage(*command, *format);
  return command->run(argc - 1, argv + 1);
}

}  // namespace
}  // namespace photomill

int main(int argc, char** argv) {
  return photomill::Main(argc, argv);
}
