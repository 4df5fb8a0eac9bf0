#include "tests/tidy/house_rules.h"

#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <string_view>
#include <utility>

#include "tests/tidy/include_table.h"

namespace photomill::tidy {
namespace {

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
