// Shared by the parts of LocalStore: checks of keys before they become paths, and conversion of
// errno values to Failures with a remedy. Only the files of LocalStore include it.
#pragma once

#include <sys/stat.h>

#include <functional>
#include <string>
#include <string_view>

#include "common/base/instant.h"
#include "common/base/object_version.h"
#include "common/base/result.h"

namespace photomill::local {

// Linux's limit on the length of a path.
inline constexpr size_t kPathBytesMax = 4095;

// ObjectStore::TellAnswers. Can be empty.
using OnAnswer = std::function<void()>;

inline void TellAnswer(const OnAnswer& on_answer) {
  if (on_answer) on_answer();
}

// Files are read and written in pieces of this size. Each piece counts as an answer of the store.
inline constexpr size_t kPieceBytes = 8UL << 20;

// Keys are untrusted: must be not empty, relative, without empty, "." or ".." components and NUL
// bytes.
Status CheckKey(std::string_view key);

// Whether it is a single file name, which cannot lead to another folder.
bool IsPlainName(std::string_view name);

// "a/b" for "a/b/c.jpg", "" for "c.jpg".
std::string_view FolderOfKey(std::string_view key);

// ROOT/KEY in quotes, for messages.
std::string QuotedPath(const std::string& root, std::string_view key);

// For read errors: EACCES is kUnreadable, ENOENT is kSourceVanished. `what` names the object.
Failure ReadFailure(int error_number, const std::string& what);

// For write errors: kStorageDenied, kStorageFull or kStorageUnavailable, with the remedy.
Failure WriteFailure(int error_number, const std::string& what);

ObjectVersion VersionOf(const struct stat& status);

// When the file's content or attributes last changed (ctime), with the coarse resolution of our own
// clock, so that a file written just now is never in the future. Unlike the modification time,
// nobody can set it.
milliseconds ChangedAt(const struct stat& status);

}  // namespace photomill::local
