#include "common/storage/local_notes.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <memory>

#include "common/base/limits.h"
#include "common/os/clock.h"
#include "common/os/files.h"
#include "common/storage/local_identity.h"
#include "common/storage/local_support.h"

namespace photomill::local {
namespace {

constexpr std::string_view kFirstLine = "photomill note 2\n";
constexpr std::string_view kLastLine = "end ";
constexpr size_t kDigestDigits = 32;

// Removes `word` from the front of `text`.
bool Take(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  return true;
}

std::optional<Digest> TakeDigest(std::string_view& text) {
  const std::optional<Digest> digest = ParseDigest(text.substr(0, kDigestDigits));
  if (digest) text.remove_prefix(kDigestDigits);
  return digest;
}

std::optional<NotedFile> TakeFile(std::string_view& text) {
  NotedFile noted;
  OwnFile& file = noted.file;
  const std::optional<Digest> digest = TakeDigest(text);
  if (!digest || !Take(text, " ")) return std::nullopt;
  file.content = *digest;
  noted.identity = text.substr(0, text.find(' '));
  text.remove_prefix(noted.identity.size());
  if (noted.identity.empty() || !Take(text, " ")) return std::nullopt;
  size_t bytes = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bytes);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<size_t>(end - text.data()));
  if (!Take(text, " ") || bytes > text.size()) return std::nullopt;
  file.key = text.substr(0, bytes);
  text.remove_prefix(bytes);
  if (!Take(text, "\n") || !CheckKey(file.key).ok()) return std::nullopt;
  return noted;
}

// Nothing if it is gone. Empty if it is not a file or too large for a note.
std::optional<std::string> ReadNote(int folder_fd, const char* name) {
  const FileDescriptor file(
      openat(folder_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  struct stat status {};
  if (!file.valid() || fstat(file.get(), &status) != 0) {
    return errno == ENOENT ? std::nullopt : std::optional<std::string>("");
  }
  if (!S_ISREG(status.st_mode) || static_cast<uint64_t>(status.st_size) > limits::kNoteBytesMax) {
    return "";
  }
  std::string text(static_cast<size_t>(status.st_size), '\0');
  const ssize_t got = pread(file.get(), text.data(), text.size(), 0);
  text.resize(got < 0 ? 0 : static_cast<size_t>(got));
  return text;
}

bool IsIdle(int folder_fd, const char* name, std::chrono::seconds idle, milliseconds now) {
  struct stat status {};
  if (fstatat(folder_fd, name, &status, AT_SYMLINK_NOFOLLOW) != 0) return false;
  return now - ChangedAt(status) >= idle;
}

void AddNote(int root_fd, int folder_fd, const char* name, const NoteQuery& query, Notes& notes) {
  const std::optional<std::string> text = ReadNote(folder_fd, name);
  if (!text) return;
  notes.names.emplace_back(name);
  std::optional<std::vector<NotedFile>> files = ParseNote(*text);
  if (!files) return;
  for (NotedFile& noted : *files) {
    const std::string& key = noted.file.key;
    const bool asked_for = query.keys.empty() ||
                           std::find(query.keys.begin(), query.keys.end(), key) != query.keys.end();
    if (!asked_for || !IsThatFile(root_fd, key, noted.identity)) continue;
    notes.files.push_back(std::move(noted.file));
  }
}

}  // namespace

std::string NoteText(const std::vector<NotedFile>& files) {
  std::string text(kFirstLine);
  for (const auto& [file, identity] : files) {
    text += ToHex(file.content) + ' ' + identity + ' ' + std::to_string(file.key.size()) + ' ' +
            file.key + '\n';
  }
  text += std::string(kLastLine) + ToHex(DigestOf(text)) + '\n';
  return text;
}

std::optional<std::vector<NotedFile>> ParseNote(std::string_view text) {
  std::string_view rest = text;
  if (!Take(rest, kFirstLine)) return std::nullopt;
  std::vector<NotedFile> files;
  while (!rest.starts_with(kLastLine)) {
    std::optional<NotedFile> file = TakeFile(rest);
    if (!file) return std::nullopt;
    files.push_back(*std::move(file));
  }
  const std::string_view before = text.substr(0, text.size() - rest.size());
  if (rest != std::string(kLastLine) + ToHex(DigestOf(before)) + '\n') return std::nullopt;
  return files;
}

Result<Notes> ReadNotes(int root_fd, const std::string& root, const NoteQuery& query,
                        const OnAnswer& on_answer) {
  const std::string where = QuotedPath(root, kNoteFolder);
  FileDescriptor fd(
      openat(root_fd, std::string(kNoteFolder).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  Notes notes;
  if (!fd.valid()) {
    if (errno == ENOENT) return notes;
    return WriteFailure(errno, "cannot list " + where);
  }
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(fdopendir(fd.get()), closedir);
  if (folder == nullptr) return WriteFailure(errno, "cannot list " + where);
  const int folder_fd = fd.Release();  // closed with the stream
  const milliseconds now(SystemClock().WallTime());
  while (notes.names.size() < limits::kNotesReadMax) {
    errno = 0;
    const dirent* entry = readdir(folder.get());
    if (entry == nullptr && errno != 0) return WriteFailure(errno, "cannot list " + where);
    if (entry == nullptr) break;
    TellAnswer(on_answer);
    const std::string_view name = entry->d_name;
    if (name.front() == '.' || !name.starts_with(query.prefix) || name == query.but) continue;
    if (query.idle.count() > 0 && !IsIdle(folder_fd, entry->d_name, query.idle, now)) continue;
    AddNote(root_fd, folder_fd, entry->d_name, query, notes);
  }
  return notes;
}

}  // namespace photomill::local
