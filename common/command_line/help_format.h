// Help pages for programs: as manual pages, and as lists of flags for the completion of shells.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/command_line/help.h"

namespace photomill {

enum class HelpFormat : uint8_t {
  kText,   // for a terminal: RenderHelp
  kMan,    // roff, for man(1)
  kFlags,  // one flag a line: "--state=" if it has a value
};

// The format that `--help=man` or `--help=flags` asks for, before any "--". Empty if neither is
// among the arguments.
std::optional<HelpFormat> HelpFormatAsked(int argc, const char* const* argv);

// The argument with which a program prints its page in this format: "--help=man".
std::string HelpArgument(HelpFormat format);

std::string RenderHelp(const HelpPage& page, HelpFormat format);

// photomill(1): the list of the commands.
std::string RenderManOverview(std::string_view summary, const std::vector<HelpPage>& pages);

// A script for bash that completes commands, and for each command the flags that
// `photomill COMMAND --help=flags` lists.
std::string RenderBashCompletion(const std::vector<std::string>& commands);

}  // namespace photomill
