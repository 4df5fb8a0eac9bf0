// The commands of cli/command_table.cpp, one file each, with those help pages that are known here.
// argv[0] is the command's name; the answer is an exit code of the contract.
#pragma once

#include "common/command_line/help.h"

namespace photomill {

int RunCommand(int argc, char** argv);

int ScanCommand(int argc, char** argv);
const HelpPage& ScanHelp();

int StatusCommand(int argc, char** argv);
const HelpPage& StatusHelp();

int HelpCommand(int argc, char** argv);

// Programs of their own, which this one becomes (other_programs.cpp). Of the worker's page only the
// summary is known here: its program prints the page.
int BecomeCoordinator(int argc, char** argv);
int BecomeWorker(int argc, char** argv);
const HelpPage& WorkerSummary();
int PrintWorkerHelp();

}  // namespace photomill
