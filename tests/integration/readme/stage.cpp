#include "tests/integration/readme/stage.h"

#include <cstdlib>
#include <filesystem>

#include "tests/integration/readme/pages.h"
#include "tests/integration/support/library.h"
#include "tests/integration/support/ports.h"

namespace photomill::test {
namespace {

namespace fs = std::filesystem;

void ReplaceAll(std::string& text, const std::string& what, const std::string& with) {
  for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at)) {
    text.replace(at, what.size(), with);
    at += with.size();
  }
}

}  // namespace

Stage::Stage() : port_(FreePort()) {
  WritePhotos(folder_, "SRC/2019", kStagePhotos, 320, 240);
  folder_.Write("SRC/notes.txt", "a text, not a picture\n");
  folder_.MakeFolder("bin");
  folder_.MakeFolder("mnt/nas");
  fs::create_directory_symlink(folder_.At("SRC"), folder_.At("mnt/nas/photos"));
  fs::create_directory_symlink(folder_.At("DST"), folder_.At("mnt/nas/migrated"));
  fs::create_directory_symlink(InProject("deploy"), folder_.At("deploy"));
  fs::create_directory_symlink(InProject("docs"), folder_.At("docs"));
}

std::string Stage::Adapted(std::string typed) const {
  ReplaceAll(typed, "5577", std::to_string(port_));
  ReplaceAll(typed, "photos-1.example.net", "127.0.0.1");
  ReplaceAll(typed, "/mnt/nas/", folder_.At("mnt/nas/"));
  return typed;
}

Program Stage::Start(const std::string& typed, const Launch& launch) const {
  Launch there = launch;
  there.environment.push_back("PATH=" + folder_.At("bin") + ":" + ProgramFolder() +
                              ":/usr/local/bin:/usr/bin:/bin");
  there.environment.push_back("HOME=" + folder_.path());
  there.behind.insert(there.behind.begin(), {"/usr/bin/env", "--chdir=" + folder_.path()});
  return StartCommand({"/bin/bash", "-e", "-u", "-o", "pipefail", "-c", Adapted(typed)}, there);
}

void Stage::ForgetMigrations() const {
  for (const char* folder : {"DST", "state", "trial"}) fs::remove_all(folder_.At(folder));
  // Set by the most recently created test folder.
  fs::remove_all(std::getenv("XDG_STATE_HOME"));
}

void Stage::AddCommand(const std::string& name, const std::string& script) const {
  folder_.Write("bin/" + name, "#!/bin/sh\n" + script + "\n");
  fs::permissions(folder_.At("bin/" + name), fs::perms::owner_all);
}

}  // namespace photomill::test
