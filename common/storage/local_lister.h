// Lists a folder tree, depth first and in the byte order of the keys. Holds only the names in the
// folders from the root to the current position. Runs on the thread that calls Run().
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/os/files.h"
#include "common/storage/local_support.h"
#include "common/storage/migration_mark.h"
#include "common/storage/object_store.h"

namespace photomill::local {

class Lister {
 public:
  // All of them must outlive the lister.
  Lister(int root_fd, const std::string& root, const ListOptions& options,
         const ListVisitor& visitor, const OnAnswer& on_answer);

  Status Run();

 private:
  struct Identity {
    dev_t device = 0;
    ino_t inode = 0;
    bool operator==(const Identity&) const = default;
  };
  // A folder on the path to the current position.
  struct Folder {
    FileDescriptor fd;
    size_t key_bytes = 0;                   // of its key, which is the start of key_
    Identity identity;                      // if identities are needed
    std::vector<char> names;                // each is terminated by a NUL
    std::vector<std::string_view> entries;  // into names; those of folders end with a slash
    size_t next = 0;
  };

  void NoteLeftOut();
  [[nodiscard]] bool IsLeftOut() const;
  [[nodiscard]] bool IsWanted() const;
  void TellSpecial(SpecialFile kind) const;
  [[nodiscard]] bool NeedsIdentities() const;

  bool Step();
  void VisitFile(const Folder& folder, std::string_view name);
  void Enter(int parent_fd, const std::string& name);
  [[nodiscard]] int Push(FileDescriptor fd);
  bool HasFd(Folder& folder);
  [[nodiscard]] bool MayEnter(const Identity& identity) const;
  [[nodiscard]] int ReadEntries(Folder& folder);
  void LeaveOutOutputs(Folder& folder);
  void TellOutputs();
  void AddEntry(Folder& folder, const char* name, unsigned char type,
                std::vector<size_t>& name_starts);
  std::optional<unsigned char> TypeByStat(int folder_fd, const char* name);
  void SetKey(size_t folder_bytes, std::string_view name);
  void ReportError(int error_number, const char* doing);

  const int root_fd_;
  const std::string& root_;
  const ListOptions& options_;
  const ListVisitor& visitor_;
  const OnAnswer& on_answer_;
  std::vector<std::string> left_out_keys_;
  std::vector<Identity> left_out_identities_;
  std::vector<Folder> way_;  // from the root to the current position
  std::string key_;
  std::vector<char> buffer_;
  bool stopped_ = false;
};

}  // namespace photomill::local
