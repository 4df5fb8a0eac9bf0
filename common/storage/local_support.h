// What the parts of LocalStore share: keys checked before they become paths, and errno values made
// into Failures that say what to do. Only the files of LocalStore include it.
#pragma once

#include <sys/stat.h>

#include <functional>
#include <string>
#include <string_view>

#include "common/base/instant.h"
#include "common/base/object_version.h"
#include "common/base/result.h"

namespace photomill::local {

// Linux takes paths of so many bytes.
inline constexpr size_t kPathBytesMax = 4095;

// ObjectStore::TellAnswers. It may be empty.
using OnAnswer = std::function<void()>;

inline void TellAnswer(const OnAnswer& on_answer) {
  if (on_answer) on_answer();
}

// Files are read and written in pieces of so many bytes, each of which is an answer of the store.
inline constexpr size_t kPieceBytes = 8UL << 20;

// A key is never trusted: not empty, relative, no empty, "." or ".." component, no NUL byte.
Status CheckKey(std::string_view key);

// One name of a file, which cannot lead elsewhere.
bool IsPlainName(std::string_view name);

// "a/b" for "a/b/c.jpg", "" for "c.jpg".
std::string_view FolderOfKey(std::string_view key);

// ROOT/KEY in quotes, for messages.
std::string QuotedPath(const std::string& root, std::string_view key);

// Of reading: EACCES is kUnreadable, ENOENT is kSourceVanished. `what` names the object.
Failure ReadFailure(int error_number, const std::string& what);

// Of writing: kStorageDenied, kStorageFull or kStorageUnavailable, with the remedy.
Failure WriteFailure(int error_number, const std::string& what);

ObjectVersion VersionOf(const struct stat& status);

// When a file was last written, or anything else of it changed, as coarse as our own clock: one
// that was written just now is no file of the future. Unlike its modification time nobody sets it.
milliseconds ChangedAt(const struct stat& status);

}  // namespace photomill::local
