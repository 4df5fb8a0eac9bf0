// Help pages: one short page per command, and the list of commands. Used instead of gflags' list.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace photomill {

struct HelpFlag {
  std::string name;   // without dashes
  std::string value;  // "FILE", "N"; empty for a switch
  std::string text;
};

struct HelpPage {
  std::string command;             // "run"
  std::string summary;             // one line, for the list of commands
  std::vector<std::string> usage;  // whole command lines
  std::vector<std::string> text;   // paragraphs; a line that starts with a space is not wrapped
  std::vector<HelpFlag> flags;
};

inline constexpr size_t kHelpColumns = 80;

std::string RenderHelp(const HelpPage& page, size_t columns = kHelpColumns);

// Concatenates `head`, the commands with their summaries, and `foot`.
std::string RenderOverview(std::string_view head, const std::vector<HelpPage>& pages,
                           std::string_view foot, size_t columns = kHelpColumns);

// To standard output.
void PrintHelp(const HelpPage& page);
void PrintOverview(std::string_view head, const std::vector<HelpPage>& pages,
                   std::string_view foot);

}  // namespace photomill
