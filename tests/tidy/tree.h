// The files of photomill as the rules see them: paths with their texts, and what is read from them.
#pragma once

#include <compare>
#include <filesystem>
#include <functional>
#include <map>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace photomill::tidy {

// Path relative to the root, and the file's text.
using Tree = std::map<std::string, std::string>;

struct Violation {
  std::string path;
  int line = 0;  // 1 if the whole file is meant
  std::string rule;

  auto operator<=>(const Violation&) const = default;
};
using Violations = std::vector<Violation>;

// "path:line: rule", as compilers print, so that editors jump there.
std::ostream& operator<<(std::ostream& stream, const Violation& violation);

// The project's own files below `root`, without the results of a build.
Tree ReadTree(const std::filesystem::path& root);

bool IsHeader(std::string_view path);
bool IsSource(std::string_view path);  // a header or a .cpp file
bool IsTest(std::string_view path);

// The path up to its last slash; empty at the root.
std::string_view FolderOf(std::string_view path);
// Whether `path` is in `folder` or in a folder below it.
bool LiesIn(std::string_view path, std::string_view folder);

bool StartsWithAny(std::string_view text, const std::vector<std::string_view>& beginnings);
// The words with ", " between them.
std::string Join(const std::vector<std::string_view>& words);

std::string_view TrimLeft(std::string_view text);
// Lines count from 1.
void ForEachLine(std::string_view text, const std::function<void(std::string_view, int)>& visit);

struct Include {
  std::string_view path;
  bool quoted = false;
};

using IncludeVisitor = std::function<void(const std::string& path, const Include&, int line)>;

// Calls `visit` with every #include of the sources, in the order of paths and lines.
void ForEachInclude(const Tree& tree, const IncludeVisitor& visit);

}  // namespace photomill::tidy
