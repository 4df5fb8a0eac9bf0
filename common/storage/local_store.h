// An ObjectStore in a folder of this machine or of a mounted file system. Keys are the paths below
// the folder, byte for byte. Versions are sizes and modification times.
//
// Any thread may call it. It keeps the folder open, so a later mount or unmount at the folder's
// name does not make it read or write elsewhere.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "common/os/files.h"
#include "common/storage/local_publisher.h"
#include "common/storage/object_store.h"

namespace photomill {

class LocalStore final : public ObjectStore {
 public:
  // The folder must exist.
  static Result<std::unique_ptr<ObjectStore>> Open(const std::string& path);

  // For tests: as if the file system supported no better way.
  void ChoosePlacement(local::Placement::Way way) { publisher_.ChoosePlacement(way); }

  Status List(const ListOptions& options, const ListVisitor& visitor) override;
  Result<ObjectVersion> Stat(std::string_view key) override;
  Result<ObjectVersion> StatOutput(std::string_view key) override;
  Result<ReadObject> ReadIf(std::string_view key, uint64_t bytes_max,
                            const WantsWhole& wants_whole) override;
  Result<ObjectVersion> Stream(
      std::string_view key, const std::function<void(std::string_view bytes)>& on_bytes) override;
  Result<std::string> ReadRange(std::string_view key, uint64_t offset, uint64_t bytes_max) override;
  Result<StagedObject> StageWithTime(std::string_view key, std::string_view bytes,
                                     std::string_view tag,
                                     std::optional<int64_t> mtime_ns) override;
  std::vector<Published> Publish(const std::vector<Publication>& publications) override;
  std::vector<Status> Remove(const std::vector<Removal>& removals) override;
  Status WriteNote(std::string_view name, const std::vector<StagedObject>& staged) override;
  Result<Notes> ReadNotes(const NoteQuery& query) override;
  Status RemoveNotes(const std::vector<std::string>& names) override;
  Result<NameRules> ProbeNames(std::string_view folder) override;
  Status Probe(std::string_view tag) override;
  Result<size_t> Sweep(std::string_view tag_prefix, std::chrono::seconds idle) override;
  void TellAnswers(std::function<void()> on_answer) override { on_answer_ = std::move(on_answer); }

 private:
  // `link_flag` is O_NOFOLLOW to reject a symbolic link in the place of the file, or 0.
  Result<FileDescriptor> OpenRegular(std::string_view key, int link_flag,
                                     ObjectVersion& version) const;
  // `link_flag` is AT_SYMLINK_NOFOLLOW or 0.
  [[nodiscard]] Result<ObjectVersion> StatRegular(std::string_view key, int link_flag) const;
  LocalStore(std::string root, FileDescriptor root_fd);
  [[nodiscard]] int ReadOn(int fd, std::string& bytes, size_t end) const;

  const std::string root_;  // absolute
  const FileDescriptor root_fd_;
  std::function<void()> on_answer_;
  local::Publisher publisher_;
};

}  // namespace photomill
