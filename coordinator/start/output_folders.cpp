#include "coordinator/start/output_folders.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>

#include "common/base/text.h"
#include "common/os/files.h"
#include "common/storage/object_store.h"

namespace photomill {
namespace {

constexpr const char* kRoot = ".";

// The literal first component of a key template; "." if there is none.
std::string FirstFolder(std::string_view key_template) {
  std::string folder;
  for (size_t i = 0; i < key_template.size(); ++i) {
    const char c = key_template[i];
    if (c == '/') return folder;
    if (c == '{' || c == '}') {
      // Only a doubled brace is literal.
      if (i + 1 >= key_template.size() || key_template[i + 1] != c) return kRoot;
      ++i;
    }
    folder += c;
  }
  return kRoot;
}

std::vector<std::string> TemplatesOf(const Derivative& derivative) {
  std::vector<std::string> templates = {derivative.key};
  if (!derivative.otherwise.empty()) templates.push_back(derivative.otherwise);
  return templates;
}

bool Has(const std::vector<std::string>& folders, const std::string& folder) {
  return std::find(folders.begin(), folders.end(), folder) != folders.end();
}

// The root contains all the others.
std::vector<std::string> Simplified(std::vector<std::string> folders) {
  std::sort(folders.begin(), folders.end());
  folders.erase(std::unique(folders.begin(), folders.end()), folders.end());
  return Has(folders, kRoot) ? std::vector<std::string>{kRoot} : folders;
}

Result<bool> IsMissingOrEmpty(const std::string& path) {
  std::error_code error;
  const auto status = std::filesystem::symlink_status(path, error);
  if (status.type() == std::filesystem::file_type::not_found) return true;
  if (error) return Failure{Reason::kStorageDenied, "cannot access " + Quoted(path)};
  if (!std::filesystem::is_directory(status)) return false;
  const bool empty = std::filesystem::is_empty(path, error);
  if (error) return Failure{Reason::kStorageDenied, "cannot list " + Quoted(path)};
  return empty;
}

}  // namespace

std::vector<std::string> OutputFolders(const Recipe& recipe) {
  std::vector<std::string> folders;
  for (const Derivative& derivative : recipe.derivatives) {
    for (const std::string& key_template : TemplatesOf(derivative)) {
      folders.push_back(FirstFolder(key_template));
    }
  }
  return Simplified(std::move(folders));
}

std::vector<std::string> JoinFolders(std::vector<std::string> before,
                                     const std::vector<std::string>& now) {
  before.insert(before.end(), now.begin(), now.end());
  return Simplified(std::move(before));
}

Status CheckBesideOriginals(const std::string& folder, const Recipe& recipe,
                            const std::vector<std::string>& known) {
  const std::string both = "source and destination are the same folder, " + Quoted(folder);
  for (const Derivative& derivative : recipe.derivatives) {
    for (const std::string& key_template : TemplatesOf(derivative)) {
      const std::string first = FirstFolder(key_template);
      if (first != kRoot && first != kStateFolder) continue;
      return Invalid(
          fmt::format("{}, and outputs of \"{}\" ({}) would be among the originals: name another "
                      "destination, or a recipe whose keys begin with a separate folder, such as "
                      "docs/recipes/thumbnails-beside.textproto",
                      both, Escaped(key_template), derivative.name));
    }
  }
  if (Has(known, kRoot)) {
    return Invalid(both +
                   ", and an earlier recipe of this migration wrote outputs all over it: "
                   "name the source of that time");
  }
  for (const std::string& first : OutputFolders(recipe)) {
    if (Has(known, first)) continue;
    const std::string path = folder + "/" + first;
    const Result<bool> free = IsMissingOrEmpty(path);
    if (!free) return free.failure();
    if (*free) continue;
    return Invalid(
        fmt::format("{}, and {}, the folder for outputs, has files that this migration did not "
                    "write: move them away, or begin the recipe's keys with another folder",
                    both, Quoted(path)));
  }
  return {};
}

}  // namespace photomill
