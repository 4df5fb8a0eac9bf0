#include "tests/integration/local/local_run.h"

#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <sstream>

namespace photomill::test {
namespace {

// Copies of the programs that everyone can execute, for the lifetime of this process.
class OpenPrograms {
 public:
  OpenPrograms() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "photomill-programs-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) return;
    folder_ = pattern;
    for (const char* name : {"photomill", "photomill-coordinator", "photomill-worker"}) {
      std::filesystem::copy_file(ProgramFolder() + "/" + name, folder_ + "/" + name);
    }
    std::filesystem::permissions(folder_, std::filesystem::perms(0755));
  }
  OpenPrograms(const OpenPrograms&) = delete;
  OpenPrograms& operator=(const OpenPrograms&) = delete;
  ~OpenPrograms() {
    std::error_code error;
    std::filesystem::remove_all(folder_, error);
  }
  [[nodiscard]] const std::string& folder() const { return folder_; }

 private:
  std::string folder_;
};

}  // namespace

using testing::HasSubstr;

LocalRun::LocalRun() {
  folder_.MakeFolder("src");
  WriteRecipe(SmallRecipe());
}

void LocalRun::TearDown() {
  EXPECT_EQ(ProcessesLeft(), "");
}

Arguments LocalRun::Command(const Arguments& extra) const {
  return CommandInto(destination_, extra);
}

Arguments LocalRun::CommandInto(const std::string& destination, const Arguments& extra) const {
  Arguments command = {"run", source_, destination, "--recipe=" + recipe_};
  command.insert(command.end(), extra.begin(), extra.end());
  return command;
}

Ended LocalRun::Run(const Arguments& extra) const {
  return RunPhotomill(Command(extra));
}

Ended LocalRun::RunTo(int exit_code, const Arguments& extra) const {
  Ended ended = Run(extra);
  EXPECT_TRUE(ended.Exited(exit_code)) << "not " << exit_code << ", but " << ended.All();
  return ended;
}

void LocalRun::WriteSource(const std::string& key, std::string_view bytes) const {
  folder_.Write("src/" + key, bytes);
}

void LocalRun::WriteRecipe(std::string_view text) const {
  folder_.Write("recipe.txt", text);
}

void LocalRun::RemoveSource(const std::string& key) const {
  EXPECT_TRUE(std::filesystem::remove(source_ + "/" + key)) << Escaped(key);
}

std::string LocalRun::OutputKey(const std::string& source, const std::string& derivative) const {
  return ledger_.Text("SELECT output.key FROM output JOIN source ON source.id = source_id WHERE " +
                      ("source.key = " + SqlText(source)) +
                      " AND derivative = " + SqlText(derivative));
}

Contents LocalRun::FreshRun(const std::string& name, const Arguments& extra) const {
  const std::string destination = folder_.At(name);
  const Ended ended = RunPhotomill(CommandInto(destination, extra));
  EXPECT_TRUE(ended.Exited(kDone)) << ended.All();
  return ContentsOf(destination);
}

int64_t SummaryCount(const std::string& summary, const std::string& label) {
  std::istringstream lines(summary);
  for (std::string line; std::getline(lines, line);) {
    const size_t start = line.find_first_not_of(' ');
    if (start == std::string::npos || line.compare(start, label.size() + 1, label + " ") != 0) {
      continue;
    }
    std::string number;
    std::istringstream(line.substr(start + label.size())) >> number;
    std::erase(number, ',');
    return number.find_first_not_of("0123456789") == std::string::npos ? std::stoll(number) : 0;
  }
  return 0;
}

void ExpectRefused(const Arguments& arguments, const std::vector<std::string>& words,
                   const Launch& launch) {
  const Ended ended = RunPhotomill(arguments, launch);
  EXPECT_TRUE(ended.Exited(kCannotStart)) << ended.All();
  EXPECT_EQ(ended.out, "");
  EXPECT_THAT(ended.err, testing::StartsWith("photomill: "));
  EXPECT_EQ(ended.err.find('\n'), ended.err.size() - 1) << ended.err;
  for (const std::string& word : words) EXPECT_THAT(ended.err, HasSubstr(word));
}

std::optional<Launch> AsNobody() {
  if (geteuid() != 0) return Launch{};
  Launch launch;
  launch.behind = {"/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"};
  // This build's folder, or those above it, may be closed to nobody: use copies elsewhere.
  static const OpenPrograms open_programs;
  launch.programs = open_programs.folder();
  if (!RunPhotomill({"help", "worker"}, launch).Exited(kDone)) return std::nullopt;
  return launch;
}

}  // namespace photomill::test
