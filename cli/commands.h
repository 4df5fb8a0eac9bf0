// The commands in cli/command_table.cpp, one file each, and the help pages that are known here.
// argv[0] is the command's name. Returns one of the documented exit codes.
#pragma once

#include "common/command_line/help.h"

namespace photomill {

int RunCommand(int argc, char** argv);

int ScanCommand(int argc, char** argv);
const HelpPage& ScanHelp();

int StatusCommand(int argc, char** argv);
const HelpPage& StatusHelp();

int PauseCommand(int argc, char** argv);
const HelpPage& PauseHelp();

int ResumeCommand(int argc, char** argv);
const HelpPage& ResumeHelp();

int DrainCommand(int argc, char** argv);
const HelpPage& DrainHelp();

int HelpCommand(int argc, char** argv);

// Separate programs, which replace this process (other_programs.cpp). Only the summary of the
// worker's page is known here; its program prints the page.
int BecomeCoordinator(int argc, char** argv);
int BecomeWorker(int argc, char** argv);
const HelpPage& WorkerSummary();
int PrintWorkerHelp();

}  // namespace photomill
