// The commands in cli/command_table.cpp, one file each, and the help pages that are known here.
// argv[0] is the command's name. Returns one of the documented exit codes.
#pragma once

#include "common/command_line/help.h"
#include "common/command_line/help_format.h"

namespace photomill {

int RunCommand(int argc, char** argv);

int ScanCommand(int argc, char** argv);
const HelpPage& ScanHelp();

int PlanCommand(int argc, char** argv);
const HelpPage& PlanHelp();

int StatusCommand(int argc, char** argv);
const HelpPage& StatusHelp();

int ExplainCommand(int argc, char** argv);
const HelpPage& ExplainHelp();

int RetryCommand(int argc, char** argv);
const HelpPage& RetryHelp();

int VerifyCommand(int argc, char** argv);
const HelpPage& VerifyHelp();

int ManifestCommand(int argc, char** argv);
const HelpPage& ManifestHelp();

int OrphansCommand(int argc, char** argv);
const HelpPage& OrphansHelp();

int PauseCommand(int argc, char** argv);
const HelpPage& PauseHelp();

int ResumeCommand(int argc, char** argv);
const HelpPage& ResumeHelp();

int DrainCommand(int argc, char** argv);
const HelpPage& DrainHelp();

int SetCommand(int argc, char** argv);
const HelpPage& SetHelp();

int CompletionCommand(int argc, char** argv);
const HelpPage& CompletionHelp();

int HelpCommand(int argc, char** argv);

// Separate programs, which replace this process (other_programs.cpp). Only the summary of the
// worker's page is known here; its program prints the page.
int BecomeCoordinator(int argc, char** argv);
int BecomeWorker(int argc, char** argv);
const HelpPage& WorkerSummary();
int PrintWorkerHelp(HelpFormat format);

}  // namespace photomill
