// photomill help: lists the commands, or explains one of them.
#include <fmt/core.h>

#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command_table.h"
#include "cli/commands.h"
#include "common/base/version.h"
#include "coordinator/start/options.h"

namespace photomill {
namespace {

constexpr std::string_view kSummary = "re-encodes a whole photo library and makes its thumbnails";

void PrintCommands(HelpFormat format) {
  std::vector<HelpPage> pages;
  for (const Command& command : Commands()) {
    if (command.page != nullptr) pages.push_back(command.page());
  }
  if (format == HelpFormat::kFlags) {  // of the commands with a page
    for (const HelpPage& page : pages) std::printf("%s\n", page.command.c_str());
    return;
  }
  if (format == HelpFormat::kMan) {
    std::fputs(RenderManOverview(kSummary, pages).c_str(), stdout);
    return;
  }
  PrintOverview(fmt::format("photomill {} - {}", kProgramVersion, kSummary), pages,
                "See photomill help COMMAND for details.");
}

}  // namespace

int HelpCommand(int argc, char** argv) {
  const std::string topic = argc > 1 && argv[1][0] != '-' ? argv[1] : "";
  if (topic.empty() || topic == "help") {
    PrintCommands(HelpFormatAsked(argc, argv).value_or(HelpFormat::kText));
    return kExitDone;
  }
  const Command* command = FindCommand(topic);
  if (command == nullptr || command->page == nullptr) {
    std::fprintf(stderr, "photomill: unknown command \"%s\". See: photomill help\n", topic.c_str());
    return kExitCannotStart;
  }
  return PrintPage(*command, HelpFormatAsked(argc, argv).value_or(HelpFormat::kText));
}

}  // namespace photomill
