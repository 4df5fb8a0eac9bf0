#include "common/command_line/key_argument.h"

#include <algorithm>
#include <filesystem>

#include "common/base/text.h"

namespace photomill {
namespace {

void AddNew(std::string key, std::vector<std::string>& keys) {
  if (key.empty() || std::find(keys.begin(), keys.end(), key) != keys.end()) return;
  keys.push_back(std::move(key));
}

std::string_view WithoutRoot(std::string_view argument, std::string_view root) {
  while (root.ends_with('/')) root.remove_suffix(1);
  if (root.empty() || !argument.starts_with(root)) return argument;
  std::string_view rest = argument.substr(root.size());
  if (!rest.starts_with('/')) return argument;
  while (rest.starts_with('/')) rest.remove_prefix(1);
  return rest;
}

}  // namespace

std::string CurrentFolder() {
  std::error_code error;
  return std::filesystem::current_path(error).string();
}

std::vector<std::string> KeysMeant(std::string_view argument, std::string_view root,
                                   std::string_view folder) {
  std::vector<std::string> keys;
  for (const std::string& text : {std::string(argument), Unescaped(argument)}) {
    AddNew(text, keys);
    if (text.starts_with("./")) AddNew(text.substr(2), keys);
    AddNew(std::string(WithoutRoot(text, root)), keys);
    const std::string from_here = (std::filesystem::path(folder) / text).lexically_normal();
    if (const std::string_view key = WithoutRoot(from_here, root); key != from_here) {
      AddNew(std::string(key), keys);
    }
  }
  return keys;
}

}  // namespace photomill
