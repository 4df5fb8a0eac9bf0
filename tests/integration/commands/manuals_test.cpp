// Manual pages and completion, made from the same pages as the help.
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "tests/integration/local/local_run.h"

namespace photomill::test {
namespace {

using ::testing::HasSubstr;

class Manuals : public LocalRun {};

std::vector<std::string> LinesOf(const std::string& text) {
  std::vector<std::string> lines;
  size_t begin = 0;
  while (begin < text.size()) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

// Runs a shell with the completion loaded, and returns what it proposes for the last word.
std::string Completed(const TestFolder& folder, const std::string& words, int count) {
  const Ended script = RunPhotomill({"completion", "bash"});
  EXPECT_TRUE(script.Exited(kDone)) << script.All();
  const std::string file = folder.At("completion.bash");
  std::ofstream(file) << script.out;
  const std::string asking = folder.At("ask.bash");
  std::ofstream(asking) << "PATH=" << ProgramFolder() << ":$PATH\n. " << file
                        << "\ncompopt() { :; }\nCOMP_WORDS=(" << words << ")\nCOMP_CWORD=" << count
                        << "\n_photomill\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n";
  const Ended completed = StartCommand({"/bin/bash", asking}).Wait();
  EXPECT_TRUE(completed.Exited(0)) << completed.All();
  return completed.out;
}

TEST_F(Manuals, EveryCommandHasAPageWithItsFlags) {
  const std::vector<std::string> commands = LinesOf(RunPhotomill({"help", "--help=flags"}).out);
  EXPECT_THAT(commands, testing::Contains("run"));
  EXPECT_THAT(commands, testing::Contains("worker"));
  const std::string overview = RunPhotomill({"help", "--help=man"}).out;
  for (const std::string& command : commands) {
    SCOPED_TRACE(command);
    const Ended page = RunPhotomill({command, "--help=man"});
    EXPECT_TRUE(page.Exited(kDone)) << page.All();
    EXPECT_THAT(page.out, testing::StartsWith(".TH PHOTOMILL\\-"));
    EXPECT_THAT(overview, HasSubstr(".BR photomill\\-" + command + " (1)"));
    for (const std::string& flag : LinesOf(RunPhotomill({command, "--help=flags"}).out)) {
      EXPECT_THAT(flag, testing::StartsWith("--"));
      EXPECT_THAT(page.out, HasSubstr("\\fB\\-\\-" + flag.substr(2) + "\\fR"));
    }
  }
}

TEST_F(Manuals, TheFormatterAcceptsThePages) {
  if (access("/usr/bin/groff", X_OK) != 0) GTEST_SKIP() << "groff is not installed";
  for (const std::string& command : LinesOf(RunPhotomill({"help", "--help=flags"}).out)) {
    SCOPED_TRACE(command);
    const std::string page = folder_.At("page.1");
    std::ofstream(page) << RunPhotomill({command, "--help=man"}).out;
    const std::string log = folder_.At("log");
    EXPECT_EQ(std::system(("/usr/bin/groff -man -ww -z -Tutf8 -k " + page + " 2>" + log).c_str()),
              0);
    std::ifstream in(log);
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), "");
  }
}

TEST_F(Manuals, BashCompletesCommandsAndFlags) {
  EXPECT_EQ(Completed(folder_, "photomill sta", 1), "status\n");
  EXPECT_EQ(Completed(folder_, "photomill status --fail", 2), "--failures=\n");
  EXPECT_THAT(Completed(folder_, "photomill run --", 2), HasSubstr("--into_existing\n"));
  EXPECT_THAT(Completed(folder_, "photomill worker --jo", 2), HasSubstr("--join="));
  WriteSource("a.jpg", "x");
  EXPECT_EQ(Completed(folder_, "photomill run " + folder_.At("sr"), 2), folder_.At("src") + "\n");
}

TEST_F(Manuals, OnlyBashIsKnown) {
  ExpectRefused({"completion", "zsh"}, {"bash", "photomill help completion"});
  ExpectRefused({"completion"}, {"bash", "photomill help completion"});
}

}  // namespace
}  // namespace photomill::test
