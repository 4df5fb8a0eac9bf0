#include "tests/integration/support/program.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include <gtest/gtest.h>

#include "common/base/check.h"
#include "tests/integration/support/processes.h"
#include "tests/integration/support/wait.h"

namespace photomill::test {
namespace {

FileDescriptor MakeCatcher(const char* name) {
  FileDescriptor fd(memfd_create(name, MFD_CLOEXEC));
  PHOTOMILL_CHECK(fd.valid());
  return fd;
}

std::string Caught(const FileDescriptor& fd) {
  struct stat status {};
  PHOTOMILL_CHECK(fstat(fd.get(), &status) == 0);
  std::string text(static_cast<size_t>(status.st_size), '\0');
  // Not read(): the file offset is shared with the program that writes.
  const ssize_t length = pread(fd.get(), text.data(), text.size(), 0);
  text.resize(static_cast<size_t>(std::max<ssize_t>(length, 0)));
  return text;
}

}  // namespace

std::string Ended::All() const {
  return exit.Describe() + "\n--- standard output ---\n" + out + "\n--- standard error ---\n" + err;
}

void Program::Signal(int signal) {
  const Status sent = process_.SendSignal(signal);
  EXPECT_TRUE(sent.ok()) << sent.failure().detail;
}

Ended Program::Wait() {
  const bool ended = WaitUntil([this] { return !Running(); });
  if (!ended) Signal(SIGKILL);
  Ended result{process_.Wait(), Out(), Err()};
  if (!ended) ADD_FAILURE() << "it hung and was killed: " << result.All();
  return result;
}

std::string Program::Out() const {
  return Caught(out_);
}

std::string Program::Err() const {
  return Caught(err_);
}

bool Program::Says(const std::string& text) {
  const auto said = [&] {
    return Out().find(text) != std::string::npos || Err().find(text) != std::string::npos;
  };
  const bool waited = WaitUntil([&] { return said() || !Running(); });
  return waited && said();
}

std::string ProgramFolder() {
  return PHOTOMILL_PROGRAMS;
}

Program StartCommand(const Arguments& command, const Launch& launch) {
  Arguments whole = {"/usr/bin/env", ProcessMark()};
  whole.insert(whole.end(), launch.environment.begin(), launch.environment.end());
  whole.insert(whole.end(), launch.behind.begin(), launch.behind.end());
  whole.insert(whole.end(), command.begin(), command.end());
  FileDescriptor out = MakeCatcher("standard output");
  FileDescriptor err = MakeCatcher("standard error");
  SpawnOptions options;
  options.output_fd = out.get();
  options.error_fd = err.get();
  options.parent_death_signal = SIGKILL;
  options.own_process_group = true;
  Result<ChildProcess> process = SpawnProcess(whole, options);
  if (!process) ADD_FAILURE() << process.failure().detail;
  return Program(*std::move(process), std::move(out), std::move(err));
}

Program StartPhotomill(const Arguments& arguments, const Launch& launch) {
  const std::string folder = launch.programs.empty() ? ProgramFolder() : launch.programs;
  Arguments command = {folder + "/photomill"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return StartCommand(command, launch);
}

Ended RunPhotomill(const Arguments& arguments, const Launch& launch) {
  return StartPhotomill(arguments, launch).Wait();
}

std::string AwaitEndpoint(Program& coordinator) {
  const std::string before = "serving workers at ";
  if (!coordinator.Says(before)) {
    ADD_FAILURE() << "no address: " << coordinator.Wait().All();
    return {};
  }
  std::string endpoint;
  const bool whole = WaitUntil([&] {
    const std::string text = coordinator.Err();
    const size_t start = text.find(before) + before.size();
    if (text.find('\n', start) == std::string::npos) return false;
    endpoint = text.substr(start, text.find_first_of(" ,;\n", start) - start);
    return true;
  });
  EXPECT_TRUE(whole);
  return endpoint;
}

}  // namespace photomill::test
