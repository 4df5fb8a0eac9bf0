// photomill manifest: lists what became of every photo, for other programs.
#include <fcntl.h>
#include <fmt/core.h>
#include <gflags/gflags.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/command_call.h"
#include "cli/commands.h"
#include "cli/progress_line.h"
#include "common/base/text.h"
#include "common/command_line/arguments.h"
#include "common/os/files.h"
#include "common/os/memory.h"
#include "common/os/signals.h"
#include "coordinator/outputs/manifest_line.h"
#include "coordinator/start/options.h"

DECLARE_string(state);

DEFINE_string(format, "", "csv, json, sql or xxh128");
DEFINE_string(output, "", "the file to write; empty: standard output");

namespace photomill {
namespace {

constexpr size_t kBufferBytes = 1 << 20;
constexpr int64_t kSourcesBetweenLooks = 256;  // for signals

// Standard output, or a file that gets its name only when it is complete.
class ManifestFile {
 public:
  static Result<ManifestFile> Open(const std::string& path) {
    if (path.empty()) return ManifestFile({}, {}, FileDescriptor(dup(STDOUT_FILENO)));
    Result<std::string> target = CanonicalPath(path);
    if (!target) return target.failure();
    struct stat status {};
    if (stat(target->c_str(), &status) == 0 && !S_ISREG(status.st_mode)) {
      return Invalid(
          fmt::format("--output={} is not a regular file: leave it out to write to "
                      "standard output",
                      Escaped(path)));
    }
    // A name that nobody can have put there before.
    const std::string temporary = fmt::format("{}.{:016x}.partial", *target, RandomNumber64());
    Result<FileDescriptor> file =
        OpenFile(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0666);
    if (!file) return file.failure();
    return ManifestFile(*std::move(target), temporary, *std::move(file));
  }

  ManifestFile(ManifestFile&& other) noexcept
      : target_(std::move(other.target_)),
        temporary_(std::exchange(other.temporary_, {})),
        file_(std::move(other.file_)),
        buffer_(std::move(other.buffer_)) {}
  ManifestFile(const ManifestFile&) = delete;
  ManifestFile& operator=(const ManifestFile&) = delete;
  ManifestFile& operator=(ManifestFile&&) = delete;
  ~ManifestFile() {
    if (!temporary_.empty()) unlink(temporary_.c_str());
  }

  Status Add(std::string_view text) {
    buffer_ += text;
    return buffer_.size() >= kBufferBytes ? Write() : Status();
  }

  Status Finish() {
    if (Status written = Write(); !written) return written;
    if (temporary_.empty()) return {};
    if (fdatasync(file_.get()) != 0) return Failed(errno);
    if (rename(temporary_.c_str(), target_.c_str()) != 0) return Failed(errno);
    temporary_.clear();
    return SyncFolder(FolderOf(target_));
  }

 private:
  ManifestFile(std::string target, std::string temporary, FileDescriptor file)
      : target_(std::move(target)), temporary_(std::move(temporary)), file_(std::move(file)) {}

  Status Write() {
    const int error = WriteAll(file_.get(), buffer_);
    buffer_.clear();
    return error == 0 ? Status() : Failed(error);
  }

  [[nodiscard]] Status Failed(int error) const {
    return FailureFromErrno(error, target_.empty() ? "cannot write to standard output"
                                                   : "cannot write " + Quoted(target_));
  }

  std::string target_;
  std::string temporary_;  // empty: standard output, or already renamed
  FileDescriptor file_;
  std::string buffer_;
};

// `signals` may be null.
Status WriteManifest(ManifestFormat format, SignalListener* signals, ManifestFile& file) {
  ProgressLine progress;
  int64_t sources = 0;
  bool stopped = signals != nullptr && signals->Next();
  Status written = file.Add(ManifestHead(format));
  Status visited = VisitSourceOutputs(FLAGS_state, [&](const SourceOutputs& source) {
    if (stopped) return false;
    ++sources;
    if (source.outputs.empty()) written = file.Add(ManifestLine(format, source, nullptr));
    for (const RecordedOutput& output : source.outputs) {
      if (written) written = file.Add(ManifestLine(format, source, &output));
    }
    progress.Show([&] {
      return fmt::format("listed {} photos", HumanCount(static_cast<uint64_t>(sources)));
    });
    if (signals != nullptr && sources % kSourcesBetweenLooks == 0)
      stopped = signals->Next().has_value();
    return written.ok() && !stopped;
  });
  progress.Clear();
  if (stopped) return Invalid(fmt::format("stopped: {} was not written", Quoted(FLAGS_output)));
  if (!visited) return visited;
  return written ? file.Finish() : written;
}

}  // namespace

const HelpPage& ManifestHelp() {
  static const HelpPage page = {
      "manifest",
      "list every photo with its outputs, for other programs",
      {"photomill manifest --state=DIR --format=csv|json|sql|xxh128 [--output=FILE]"},
      {"Lists every photo of the ledger with its state, and its outputs with size, dimensions and "
       "digest. Reads only the ledger, also during a run. DIR is the state directory of the run: "
       "DST/.photomill, unless the run had --state.",
       "csv: RFC 4180 with a header. A key that a spreadsheet would take for a formula gets an "
       "apostrophe before it. json: one object per line. sql: INSERT statements for a table "
       "manifest, which docs/commands.md shows. xxh128: the digests of all files that must be in "
       "the destination, as `xxhsum -c` and `rclone checksum` read them.",
       "Exit codes: 0 everything was listed, 1 it could not be."},
      {{"state", "DIR", "the state directory of the run"},
       {"format", "FORMAT", "csv, json, sql or xxh128"},
       {"output", "FILE",
        "write this file instead of standard output; it appears when it is complete"}}};
  return page;
}

int ManifestCommand(int argc, char** argv) {
  const CommandCall call = BeginStateCommand(ManifestHelp(), argc, argv);
  if (call.exit) return *call.exit;
  if (Status named = RefuseEmptyFlags({"output"}, call.hint); !named) {
    return Fail(named.failure().detail);
  }
  const std::optional<ManifestFormat> format = ParseManifestFormat(FLAGS_format);
  if (!format) {
    return Fail(fmt::format("--format={} is not one of csv, json, sql and xxh128. {}",
                            Escaped(FLAGS_format), call.hint));
  }
  // A signal must not leave the incomplete file. Standard output can be a pipe that blocks: there a
  // signal ends the process.
  std::optional<SignalListener> signals;
  if (!FLAGS_output.empty()) {
    Result<SignalListener> made = SignalListener::Make();
    if (!made) return Fail(made.failure().detail);
    signals.emplace(*std::move(made));
  }
  Result<ManifestFile> file = ManifestFile::Open(FLAGS_output);
  if (!file) return Fail(file.failure().detail);
  const Status written = WriteManifest(*format, signals ? &*signals : nullptr, *file);
  return written ? kExitDone : Fail(written.failure().detail);
}

}  // namespace photomill
