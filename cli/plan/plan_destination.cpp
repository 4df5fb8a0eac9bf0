#include "cli/plan/plan_destination.h"

#include <fcntl.h>

#include <algorithm>
#include <filesystem>

#include "common/os/files.h"
#include "common/storage/destination.h"
#include "common/storage/free_room.h"
#include "common/storage/object_store.h"

namespace photomill {
namespace {

// The destination, or the nearest folder above it that exists.
std::string ExistingPlace(std::string folder) {
  std::error_code error;
  while (!std::filesystem::exists(folder, error) && folder != FolderOf(folder)) {
    folder = FolderOf(folder);
  }
  return folder;
}

}  // namespace

std::optional<uint64_t> FreeBytesAt(const std::string& destination) {
  const Result<FileDescriptor> opened =
      OpenFile(ExistingPlace(destination), O_RDONLY | O_DIRECTORY);
  if (!opened) return std::nullopt;
  const std::optional<local::FreeRoom::Shortage> room = local::FreeRoom(opened->get()).Look();
  if (!room) return std::nullopt;
  return room->available - std::min(room->available, room->reserve);
}

Result<bool> FoldsNamesAt(const std::string& destination, const Recipe& recipe) {
  const std::string place = ExistingPlace(destination);
  const Result<std::unique_ptr<ObjectStore>> store = OpenStore(place);
  if (!store) return store.failure();
  if (place == destination) return FoldsNames(**store, recipe);
  const Result<NameRules> rules = (*store)->ProbeNames("");
  if (!rules) return rules.failure();
  return rules->folds_case || rules->normalises;
}

}  // namespace photomill
