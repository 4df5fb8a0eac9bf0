// Writes objects below a folder so that each is whole or not there, and durable: temporary file,
// fdatasync, rename, one fsync for each folder of a group. Any thread may call it; several
// processes may write below the same folder.
#pragma once

#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "common/storage/free_room.h"
#include "common/storage/object_store.h"

namespace photomill::local {

class Publisher {
 public:
  // Both outlive the publisher.
  Publisher(int root_fd, const std::string& root)
      : root_fd_(root_fd), root_(root), room_(root_fd) {}

  Result<StagedObject> Stage(std::string_view key, std::string_view bytes, std::string_view tag);
  Status Commit(const std::vector<StagedObject>& staged);
  Status Probe(std::string_view tag);
  Result<size_t> Sweep(std::string_view tag_prefix, std::chrono::seconds idle);

 private:
  using Folders = std::set<std::string, std::less<>>;

  Result<int> CreateTemporary(const std::string& temporary);
  // Fails where so many bytes would take from the reserve.
  Status CheckReserve(size_t bytes);
  Status WriteTemporary(const std::string& temporary, std::string_view bytes);
  Status Rename(const StagedObject& object);
  Failure RenameFailure(int error_number, const StagedObject& object) const;
  Status MakeFolders(std::string_view folder);
  Status SyncFolders(const Folders& targets);
  Status SyncOne(const std::string& folder) const;
  [[nodiscard]] Failure Collision(std::string_view key) const;
  [[nodiscard]] bool IsFolder(const std::string& key) const;
  void RemoveTemporary(const StagedObject& object) const;

  const int root_fd_;
  const std::string& root_;
  FreeRoom room_;
  std::mutex mutex_;
  // Folders that this process made, until the folder around each is synced. Another thread that
  // finds such a folder in place must not call its own file durable before that.
  Folders unsynced_;
};

}  // namespace photomill::local
