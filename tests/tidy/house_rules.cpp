#include "tests/tidy/house_rules.h"

#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <fstream>
#include <functional>
#include <iterator>
#include <optional>
#include <sstream>
#include <string_view>
#include <utility>

#include "tests/tidy/include_table.h"

namespace photomill::tidy {
namespace {

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

struct Include {
  std::string_view path;
  bool quoted = false;
};

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

using IncludeVisitor = std::function<void(const std::string& path, const Include&, int line)>;

void ForEachInclude(const Tree& tree, const IncludeVisitor& visit) {
  for (const auto& [path, text] : tree) {
    if (!IsSource(path)) continue;
    ForEachLine(text, [&](std::string_view line, int number) {
      if (const auto include = ParseInclude(line)) visit(path, *include, number);
    });
  }
}

bool IsGenerated(std::string_view include) {
  return include.ends_with(".pb.h");
}

const FolderRow* RowOf(std::string_view path) {
  const FolderRow* best = nullptr;
  for (const FolderRow& row : kFolderTable) {
    const bool longer = best == nullptr || row.folder.size() > best->folder.size();
    if (LiesIn(path, row.folder) && longer) best = &row;
  }
  return best;
}

bool MayInclude(const FolderRow& row, std::string_view included) {
  const auto allows = [&](std::string_view folder) { return LiesIn(included, folder); };
  return allows(row.folder) || std::ranges::any_of(row.may_include, allows);
}

std::string Join(const std::vector<std::string_view>& words) {
  std::string joined;
  for (const std::string_view word : words) {
    if (!joined.empty()) joined += ", ";
    joined += word;
  }
  return joined;
}

// Whether `included` lies in an internal folder that `path` has no business in.
bool IsForeignInternal(std::string_view path, std::string_view included) {
  return std::ranges::any_of(kInternalTable, [&](const InternalRow& row) {
    return LiesIn(included, row.folder) && !LiesIn(path, row.owner);
  });
}

std::string FolderRule(const FolderRow& row, std::string_view included) {
  const std::string allowed =
      row.may_include.empty() ? "nothing else of ours" : Join(row.may_include);
  return std::string(row.folder) + " may include " + allowed + "; not " + std::string(included);
}

bool IsPlace(std::string_view path, std::string_view place) {
  constexpr std::string_view kOnlyCpp = "*.cpp";
  if (!place.ends_with(kOnlyCpp)) return path.starts_with(place);
  place.remove_suffix(kOnlyCpp.size());
  return path.starts_with(place) && path.ends_with(".cpp");
}

bool StartsWithAny(std::string_view text, const std::vector<std::string_view>& beginnings) {
  return std::ranges::any_of(beginnings, [&](auto start) { return text.starts_with(start); });
}

bool HasHeadComment(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return false;
  text.remove_prefix(first);
  return text.starts_with("//") || text.starts_with("/*");
}

// The header that a .cpp belongs to: of its own name, or, for a test, the one that it mirrors.
std::vector<std::string> HeadersOf(const std::string& path) {
  std::string stem = path.substr(0, path.size() - std::string_view(".cpp").size());
  std::vector<std::string> headers = {stem + ".h"};
  constexpr std::string_view kUnit = "tests/unit/";
  constexpr std::string_view kTest = "_test";
  if (stem.starts_with(kUnit) && stem.ends_with(kTest)) {
    stem.resize(stem.size() - kTest.size());
    headers.push_back(stem.substr(kUnit.size()) + ".h");
  }
  return headers;
}

// Whether `word` stands in the line by itself: what is left and right of it is not part of a word.
bool HasWord(std::string_view line, std::string_view word) {
  const auto in_word = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
  };
  for (size_t at = line.find(word); at != std::string_view::npos; at = line.find(word, at + 1)) {
    const size_t end = at + word.size();
    const bool begins = at == 0 || !in_word(line[at - 1]);
    const bool ends = end == line.size() || !in_word(line[end]);
    if (begins && ends) return true;
  }
  return false;
}

bool IsShellScript(const std::string& path, std::string_view text) {
  return path.ends_with(".sh") || text.starts_with("#!/usr/bin/env bash") ||
         text.starts_with("#!/bin/bash") || text.starts_with("#!/bin/sh");
}

struct CommandResult {
  bool ok = false;
  std::string output;
};

CommandResult RunShell(const std::string& command) {
  CommandResult result;
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return result;
  std::array<char, 4096> buffer{};
  while (const size_t count = fread(buffer.data(), 1, buffer.size(), pipe)) {
    result.output.append(buffer.data(), count);
  }
  const int status = pclose(pipe);
  result.ok = WIFEXITED(status) && WEXITSTATUS(status) == 0;
  return result;
}

std::string QuoteForShell(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
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

Violations CheckFolders(const Tree& tree) {
  Violations found;
  for (const auto& [path, text] : tree) {
    if (IsSource(path) && RowOf(path) == nullptr) {
      found.push_back({path, 1, "lies in no folder of the table in tests/tidy/include_table.h"});
    }
  }
  ForEachInclude(tree, [&](const std::string& path, const Include& include, int line) {
    if (!include.quoted || IsGenerated(include.path)) return;
    const FolderRow* row = RowOf(path);
    if (!tree.contains(std::string(include.path))) {
      found.push_back({path, line,
                       "includes " + std::string(include.path) +
                           ", which is no file below the root: quoted includes are root-relative"});
    } else if (IsTest(include.path) && !IsTest(path)) {
      found.push_back({path, line, "includes a test: nothing includes tests"});
    } else if (!IsTest(path) && IsForeignInternal(path, include.path)) {
      found.push_back({path, line, std::string(include.path) + " is internal to its folder"});
    } else if (row != nullptr && !MayInclude(*row, include.path)) {
      found.push_back({path, line, FolderRule(*row, include.path)});
    }
  });
  return found;
}

Violations CheckLibraries(const Tree& tree) {
  Violations found;
  ForEachInclude(tree, [&](const std::string& path, const Include& include, int line) {
    for (const LibraryRow& row : kLibraryTable) {
      const bool generated = row.library == "protobuf" && IsGenerated(include.path);
      if (!generated && (include.quoted || !StartsWithAny(include.path, row.headers))) continue;
      const auto is_place = [&](std::string_view place) { return IsPlace(path, place); };
      if (std::ranges::any_of(row.places, is_place)) continue;
      found.push_back(
          {path, line, std::string(row.library) + " is included only in " + Join(row.places)});
    }
  });
  return found;
}

Violations CheckPurity(const Tree& tree) {
  Violations found;
  ForEachInclude(tree, [&](const std::string& path, const Include& include, int line) {
    if (include.quoted || !StartsWithAny(path, kPureFolders)) return;
    const auto is_impure = [&](std::string_view header) {
      return header.ends_with('/') ? include.path.starts_with(header) : include.path == header;
    };
    if (std::ranges::any_of(kImpureHeaders, is_impure)) {
      found.push_back({path, line,
                       "<" + std::string(include.path) + "> in a pure folder: no threads, time, " +
                           "chance or I/O in " + Join(kPureFolders)});
    }
  });
  for (const auto& [path, text] : tree) {
    if (!IsSource(path) || IsTest(path) || path.starts_with("common/os/")) continue;
    ForEachLine(text, [&](std::string_view line, int number) {
      if (line.find("_clock::now") == std::string_view::npos) return;
      found.push_back({path, number, "asks for the time: only common/os/clock does"});
    });
  }
  return found;
}

Violations CheckTestsAreBuilt(const Tree& tree) {
  Violations found;
  for (const auto& [path, text] : tree) {
    if (!IsTest(path) || !path.ends_with("_test.cpp")) continue;
    const std::string list = std::string(FolderOf(path)) + "/CMakeLists.txt";
    const std::string name = path.substr(path.rfind('/') + 1);
    const auto entry = tree.find(list);
    const bool listed = entry != tree.end() && HasWord(entry->second, name);
    if (!listed) found.push_back({path, 1, "is not built: " + list + " does not list it"});
  }
  return found;
}

Violations CheckHeadComments(const Tree& tree) {
  Violations found;
  for (const auto& [path, text] : tree) {
    if (!IsSource(path) || HasHeadComment(text)) continue;
    if (!IsHeader(path)) {
      const auto explains = [&](const std::string& header) {
        const auto entry = tree.find(header);
        return entry != tree.end() && HasHeadComment(entry->second);
      };
      if (std::ranges::any_of(HeadersOf(path), explains)) continue;
    }
    found.push_back({path, 1, "has no head comment: what does this file own, and who runs it?"});
  }
  return found;
}

Violations CheckNoLeftovers(const Tree& tree) {
  // In two pieces each, for this file is checked as well.
  const std::vector<std::string> words = {
      "TO"
      "DO",
      "FIX"
      "ME",
      "XX"
      "X"};
  Violations found;
  for (const auto& [path, text] : tree) {
    if (text.find('\0') != std::string::npos) continue;  // a picture
    ForEachLine(text, [&, &path = path](std::string_view line, int number) {
      for (const std::string& word : words) {
        if (HasWord(line, word)) found.push_back({path, number, "holds a " + word});
      }
    });
  }
  return found;
}

Violations CheckFlags(const Tree& tree) {
  Violations found;
  for (const auto& [path, text] : tree) {
    if (!IsSource(path) || IsTest(path)) continue;
    if (tree.contains(std::string(FolderOf(path)) + "/main.cpp")) continue;
    if (path.starts_with("common/command_line/")) continue;  // what several programs share
    ForEachLine(text, [&, &path = path](std::string_view line, int number) {
      if (!TrimLeft(line).starts_with("DEFINE_")) return;
      found.push_back({path, number, "defines a flag, but no main.cpp stands beside it"});
    });
  }
  return found;
}

Violations CheckShellScripts(const std::filesystem::path& root, const Tree& tree) {
  Violations found;
  for (const auto& [path, text] : tree) {
    if (!IsShellScript(path, text)) continue;
    const auto parsed = RunShell("bash -n " + QuoteForShell((root / path).string()));
    if (!parsed.ok) found.push_back({path, 1, "does not parse: " + parsed.output});
  }
  return found;
}

}  // namespace photomill::tidy
