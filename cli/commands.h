// The subcommands that photomill executes itself, one file each. argv[0] is the subcommand's name;
// the answer is an exit code of the contract.
#pragma once

namespace photomill {

int RunCommand(int argc, char** argv);
int ScanCommand(int argc, char** argv);
int StatusCommand(int argc, char** argv);
int HelpCommand(int argc, char** argv);

}  // namespace photomill
