#include "tests/tidy/tree.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>

namespace photomill::tidy {
namespace {

std::optional<Include> ParseInclude(std::string_view line) {
  line = TrimLeft(line);
  if (!line.starts_with('#')) return std::nullopt;
  line = TrimLeft(line.substr(1));
  constexpr std::string_view kDirective = "include";
  if (!line.starts_with(kDirective)) return std::nullopt;
  line = TrimLeft(line.substr(kDirective.size()));
  if (line.empty() || (line[0] != '"' && line[0] != '<')) return std::nullopt;
  const bool quoted = line[0] == '"';
  const size_t end = line.find(quoted ? '"' : '>', 1);
  if (end == std::string_view::npos) return std::nullopt;
  return Include{line.substr(1, end - 1), quoted};
}

}  // namespace

std::ostream& operator<<(std::ostream& stream, const Violation& violation) {
  return stream << violation.path << ':' << violation.line << ": " << violation.rule;
}

Tree ReadTree(const std::filesystem::path& root) {
  namespace fs = std::filesystem;
  Tree tree;
  for (auto entry = fs::recursive_directory_iterator(root); entry != fs::end(entry); ++entry) {
    const std::string path = fs::relative(entry->path(), root).generic_string();
    // What git ignores, and git's own. A folder without a .git of ours is a tarball, so git is
    // not asked.
    if (path == ".git" || path == "build" || path == "demo-output") {
      entry.disable_recursion_pending();
    } else if (entry->is_regular_file() && !entry->is_symlink()) {
      std::ifstream file(entry->path(), std::ios::binary);
      tree[path] = std::string(std::istreambuf_iterator<char>(file), {});
    }
  }
  return tree;
}

bool IsHeader(std::string_view path) {
  return path.ends_with(".h");
}
bool IsSource(std::string_view path) {
  return IsHeader(path) || path.ends_with(".cpp");
}
bool IsTest(std::string_view path) {
  return path.starts_with("tests/");
}

std::string_view FolderOf(std::string_view path) {
  const size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

bool LiesIn(std::string_view path, std::string_view folder) {
  return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
}

void ForEachLine(std::string_view text, const std::function<void(std::string_view, int)>& visit) {
  for (int number = 1; !text.empty(); ++number) {
    const size_t end = text.find('\n');
    visit(text.substr(0, end), number);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
}

std::string_view TrimLeft(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r");
  return first == std::string_view::npos ? std::string_view() : text.substr(first);
}

std::string Join(const std::vector<std::string_view>& words) {
  std::string joined;
  for (const std::string_view word : words) {
    if (!joined.empty()) joined += ", ";
    joined += word;
  }
  return joined;
}

bool StartsWithAny(std::string_view text, const std::vector<std::string_view>& beginnings) {
  return std::ranges::any_of(beginnings, [&](auto start) { return text.starts_with(start); });
}

void ForEachInclude(const Tree& tree, const IncludeVisitor& visit) {
  for (const auto& [path, text] : tree) {
    if (!IsSource(path)) continue;
    ForEachLine(text, [&](std::string_view line, int number) {
      if (const auto include = ParseInclude(line)) visit(path, *include, number);
    });
  }
}

}  // namespace photomill::tidy
