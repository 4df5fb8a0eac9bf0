// photomill: what people type. Each subcommand has a file of its own; coordinator and worker are
// programs of their own, which this one becomes.
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "common/base/version.h"
#include "common/command_line/arguments.h"
#include "common/os/process.h"
#include "coordinator/start/options.h"

namespace photomill {
namespace {

struct Command {
  const char* name;
  int (*run)(int argc, char** argv);  // argv[0] is the subcommand
};

int Become(const char* program, int argc, char** argv) {
  const Result<std::string> folder = OwnProgramFolder();
  if (!folder) {
    std::fprintf(stderr, "photomill: %s\n", folder.failure().detail.c_str());
    return kExitCannotStart;
  }
  std::string path = *folder + "/" + program;
  std::vector<char*> arguments = {path.data()};
  for (int i = 1; i < argc; ++i) arguments.push_back(argv[i]);
  arguments.push_back(nullptr);
  execv(path.c_str(), arguments.data());
  std::fprintf(stderr,
               "photomill: cannot start %s: %s. It must be in the directory of photomill itself\n",
               path.c_str(), std::strerror(errno));
  return kExitCannotStart;
}

int BecomeCoordinator(int argc, char** argv) {
  return Become("photomill-coordinator", argc, argv);
}
int BecomeWorker(int argc, char** argv) {
  return Become("photomill-worker", argc, argv);
}

int PrintVersion(int, char**) {
  std::printf("photomill %s\n", kProgramVersion);
  return kExitDone;
}

constexpr std::array<Command, 7> kCommands = {{{"run", RunCommand},
                                               {"coordinator", BecomeCoordinator},
                                               {"worker", BecomeWorker},
                                               {"scan", ScanCommand},
                                               {"status", StatusCommand},
                                               {"help", HelpCommand},
                                               {"version", PrintVersion}}};

int Main(int argc, char** argv) {
  if (argc < 2) return HelpCommand(argc, argv);
  const std::string word = argv[1];
  for (const Command& command : kCommands) {
    if (word == command.name) return command.run(argc - 1, argv + 1);
  }
  if (word == "--version") return PrintVersion(argc, argv);
  if (word == "--help" || word == "-h" || word == "-help") return HelpCommand(1, argv);
  std::vector<std::string> names;
  for (const Command& command : kCommands) names.emplace_back(command.name);
  const std::string nearest = NearestWord(word, names);
  std::fprintf(stderr, "photomill: unknown command \"%s\"%s See: photomill help\n", word.c_str(),
               nearest.empty() ? "." : ("; did you mean \"" + nearest + "\"?").c_str());
  return kExitCannotStart;
}

}  // namespace
}  // namespace photomill

int main(int argc, char** argv) {
  return photomill::Main(argc, argv);
}
