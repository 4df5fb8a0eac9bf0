// Writes objects below a folder so that each is either complete and durable or missing: temporary
// file, fdatasync, a rename that replaces nothing, and one fsync for each folder of a group. Any
// thread may call it. Several processes may write below the same folder.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "common/model/ownership.h"
#include "common/storage/free_room.h"
#include "common/storage/local_placement.h"
#include "common/storage/local_support.h"
#include "common/storage/object_store.h"

namespace photomill::local {

class Publisher {
 public:
  // All of them must outlive the publisher.
  Publisher(int root_fd, const std::string& root, const OnAnswer& on_answer)
      : root_fd_(root_fd),
        root_(root),
        on_answer_(on_answer),
        placement_(root_fd),
        room_(root_fd) {}

  // For tests: as if the file system supported no better way.
  void ChoosePlacement(Placement::Way way) { placement_.Choose(way); }

  Result<StagedObject> Stage(std::string_view key, std::string_view bytes, std::string_view tag,
                             std::optional<int64_t> mtime_ns);
  std::vector<Published> Publish(const std::vector<Publication>& publications);
  Status WriteNote(std::string_view name, const std::vector<StagedObject>& staged);
  Status RemoveNotes(const std::vector<std::string>& names) const;
  Status Probe(std::string_view tag);
  Result<size_t> Sweep(std::string_view tag_prefix, std::chrono::seconds idle);

 private:
  using Folders = std::set<std::string, std::less<>>;

  // Fails if this many bytes would use the reserve.
  Status CheckReserve(size_t bytes);
  Result<int> CreateFile(const std::string& path);
  Status WriteFile(const std::string& path, std::string_view bytes,
                   std::optional<int64_t> mtime_ns = std::nullopt);
  // Returns 0 or an errno value.
  int WritePieces(int fd, std::string_view bytes) const;
  Published PlaceAll(const Publication& publication);
  // Sets `found` if somebody else's file with the same bytes exists there.
  Status Place(StagedObject object, const std::vector<OwnFile>& own, bool& found);
  std::optional<Status> Settle(StagedObject& object, const std::vector<OwnFile>& own, bool& found);
  [[nodiscard]] Failure Taken(std::string_view key, const Standing& standing) const;
  [[nodiscard]] Failure UnusableName(int error_number, std::string_view key) const;
  [[nodiscard]] Failure RenameFailure(int error_number, const StagedObject& object) const;
  Status MakeFolders(std::string_view folder);
  Status SyncFolders(const Folders& targets);
  Status SyncOne(const std::string& folder) const;
  [[nodiscard]] Failure InTheWay(std::string_view key) const;
  [[nodiscard]] bool IsFolder(const std::string& key) const;
  void RemoveTemporary(const StagedObject& object) const;

  const int root_fd_;
  const std::string& root_;
  const OnAnswer& on_answer_;
  Placement placement_;
  FreeRoom room_;
  std::atomic<bool> has_note_folder_ = false;
  std::mutex mutex_;
  // Folders that this process created, until their parent folder is synced. Another thread that
  // finds such a folder must not report its own file as durable before that.
  Folders unsynced_;
};

}  // namespace photomill::local
