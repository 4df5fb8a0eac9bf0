// The folders and files that systems and programs create among photos: thumbnails, trash, snapshots
// and internal files. They are left out unless the user asks for all folders. Names that may hold
// the only copy of a photo must not be listed here. docs/selection.md has the same table. Pure
// functions.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace photomill {

enum class SystemKind : uint8_t {
  kDerived,   // generated from other files: thumbnails, previews
  kTrash,     // deleted by a user
  kSnapshot,  // copies of the whole library at some point in time
  kInternal,  // internal files of a system or a program
};

struct SystemName {
  std::string_view pattern;  // as in the docs; a folder's pattern ends with a slash
  std::string_view maker;
  SystemKind kind = SystemKind::kInternal;
};

std::span<const SystemName> SystemNames();

// The name that leaves out the folder with this key, by its last components; an index into
// SystemNames().
std::optional<size_t> FindSystemFolder(std::string_view key);
// The same for a file, by its name without folders.
std::optional<size_t> FindSystemFile(std::string_view name);

}  // namespace photomill
