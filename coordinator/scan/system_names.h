// The folders and files that systems and programs put among photos: thumbnails, trash, snapshots
// and their own notes. They are left out unless the user asks for all folders. Nothing that may
// hold the only copy of a photo belongs here. docs/selection.md shows the same table. Pure
// functions.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace photomill {

enum class SystemKind : uint8_t {
  kDerived,   // made from other files: thumbnails, previews
  kTrash,     // deleted by somebody
  kSnapshot,  // copies of the whole library as it was at some time
  kInternal,  // what a system or a program keeps for itself
};

struct SystemName {
  std::string_view pattern;  // as the docs show it; that of a folder ends with a slash
  std::string_view maker;
  SystemKind kind = SystemKind::kInternal;
};

std::span<const SystemName> SystemNames();

// The name that leaves out the folder with this key, by its last component; an index into
// SystemNames().
std::optional<size_t> FindSystemFolder(std::string_view key);
// The same for a file, by its name without folders.
std::optional<size_t> FindSystemFile(std::string_view name);

}  // namespace photomill
