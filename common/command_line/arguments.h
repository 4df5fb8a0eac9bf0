// Command lines: what people type, checked before gflags sees it. gflags by itself would print its
// own list and exit on an unknown flag; here that comes back as a failure with the remedy.
// Flags are defined beside a main.cpp, or in this folder if several programs have them; this file
// knows them by their names.
// One thread, before any other is started.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"

namespace photomill {

// Sets the flags that `argv` gives and answers with the positional arguments in their order.
// argv[0] (the program, or the subcommand) is not looked at. Takes --name=value, --name value,
// --name and --noname for switches, all with one dash as well, and "-" for "_" within names.
// "--" ends the flags. Only the names in `allowed` are taken; each is a flag that the program
// defines. `hint` ends every failure, such as "See: photomill help run". A failure sets no flag.
Result<std::vector<std::string>> ParseArguments(int argc, const char* const* argv,
                                                const std::vector<std::string>& allowed,
                                                std::string_view hint);

// What a shell takes for this call of `photomill COMMAND`, whichever program it became: for logs.
// argv[0] is not looked at.
std::string TypedCommand(std::string_view command, int argc, const char* const* argv);

// The parts of "a,b,c", for a flag that takes several; empty ones are left out.
std::vector<std::string> SplitList(std::string_view text);

// Whether --help, -help or -h is among the arguments, before any "--".
bool AsksForHelp(int argc, const char* const* argv);

// The one of `known` that `word` is most likely meant to be; empty where none is near.
std::string NearestWord(std::string_view word, const std::vector<std::string>& known);

}  // namespace photomill
