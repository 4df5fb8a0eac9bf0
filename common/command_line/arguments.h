// Parses command lines before gflags sees them. For an unknown flag, gflags would print its own
// list and exit; here it is a failure with a remedy. Flags are defined next to a main.cpp, or in
// this folder if several programs have them. This file knows them by name. For one thread, before
// any other is started.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"

namespace photomill {

// Sets the flags given in `argv` and returns the positional arguments in order. Ignores argv[0]
// (the program, or the subcommand). Accepts --name=value, --name value, and --name and --noname for
// switches, all with one dash too, and "-" for "_" in names. "--" ends the flags. Accepts only the
// names in `allowed`, each of which must be a flag of the program. `hint` ends every failure, such
// as "See: photomill help run". A failure sets no flag.
Result<std::vector<std::string>> ParseArguments(int argc, const char* const* argv,
                                                const std::vector<std::string>& allowed,
                                                std::string_view hint);

// After ParseArguments: fails if one of these flags was given without a value, as `--recipe=$FILE`
// gives it if the shell's variable is not set.
Status RefuseEmptyFlags(const std::vector<std::string>& names, std::string_view hint);

// This call of `photomill COMMAND` quoted for a shell, whichever program runs it. For logs. Ignores
// argv[0].
std::string TypedCommand(std::string_view command, int argc, const char* const* argv);

// The parts of "a,b,c", for a flag with several values. Empty parts are dropped.
std::vector<std::string> SplitList(std::string_view text);

// The same for words: without the spaces around them, so that "a, b" is as good as "a,b".
std::vector<std::string> SplitWords(std::string_view text);

// "--memory=3K", as it was typed, for a message about its value.
std::string TypedFlag(const std::string& name);

// Whether --help, -help or -h is among the arguments, before any "--".
bool AsksForHelp(int argc, const char* const* argv);

// The most similar word in `known`; empty if none is similar.
std::string NearestWord(std::string_view word, const std::vector<std::string>& known);

}  // namespace photomill
