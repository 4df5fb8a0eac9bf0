#include "tests/tidy/include_rules.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "tests/tidy/include_table.h"

namespace photomill::tidy {
namespace {

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

// The comment that the file begins with, as one line.
std::string HeadCommentOf(std::string_view text) {
  std::string comment;
  bool ended = false;
  ForEachLine(text, [&](std::string_view line, int) {
    ended = ended || !line.starts_with("//");
    if (!ended) comment += std::string(TrimLeft(line.substr(2))) + " ";
  });
  return comment;
}

// The folder of "internal to FOLDER" in the header's head comment; empty if it is for everybody.
std::string OwnerOf(std::string_view header_text) {
  constexpr std::string_view kMark = "nternal to ";  // "Internal" or "internal"
  const std::string comment = HeadCommentOf(header_text);
  const size_t mark = comment.find(kMark);
  if (mark == std::string::npos) return {};
  const size_t begin = mark + kMark.size();
  std::string owner = comment.substr(begin, comment.find_first_of(" .,;:", begin) - begin);
  return owner;
}

// Who includes whom, files or folders; each edge with the place of one #include.
struct Place {
  std::string path;
  int line = 0;
};
using Graph = std::map<std::string, std::map<std::string, Place>>;

// Walks a graph depth first: an edge back to a node on the current path closes a circle.
class CircleSearch {
 public:
  explicit CircleSearch(const Graph& graph) : graph_(graph) {}

  Violations Run() {
    for (const auto& [node, edges] : graph_) Visit(node);
    return std::move(found_);
  }

 private:
  void Visit(const std::string& node) {
    if (!visited_.insert(node).second) return;
    const auto edges = graph_.find(node);
    if (edges == graph_.end()) return;
    path_.push_back(node);
    for (const auto& [next, place] : edges->second) {
      const auto begin = std::ranges::find(path_, next);
      if (begin == path_.end()) {
        Visit(next);
      } else {
        found_.push_back({place.path, place.line, "closes a circle: " + CircleFrom(begin)});
      }
    }
    path_.pop_back();
  }

  std::string CircleFrom(std::vector<std::string>::const_iterator begin) const {
    std::string circle;
    for (auto node = begin; node != path_.end(); ++node) circle += *node + " includes ";
    return circle + *begin;
  }

  const Graph& graph_;
  std::set<std::string> visited_;
  std::vector<std::string> path_;
  Violations found_;
};

}  // namespace

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

Violations CheckInternalHeaders(const Tree& tree) {
  std::map<std::string, std::string, std::less<>> owners;
  Violations found;
  for (const auto& [path, text] : tree) {
    if (!IsHeader(path)) continue;
    const std::string owner = OwnerOf(text);
    if (owner.empty()) continue;
    owners[path] = owner;
    if (!LiesIn(path, owner)) found.push_back({path, 1, "is not in " + owner});
  }
  ForEachInclude(tree, [&](const std::string& path, const Include& include, int line) {
    const auto owner = owners.find(include.path);
    if (owner == owners.end() || IsTest(path) || LiesIn(path, owner->second)) return;
    found.push_back({path, line, std::string(include.path) + " is internal to " + owner->second});
  });
  return found;
}

Violations CheckCircles(const Tree& tree) {
  Graph files;
  Graph folders;
  ForEachInclude(tree, [&](const std::string& path, const Include& include, int line) {
    const std::string included(include.path);
    if (!include.quoted || !tree.contains(included)) return;
    files[path].insert({included, {path, line}});
    const std::string folder(FolderOf(path));
    const std::string other(FolderOf(included));
    if (folder != other) folders[folder].insert({other, {path, line}});
  });
  Violations found = CircleSearch(files).Run();
  std::ranges::move(CircleSearch(folders).Run(), std::back_inserter(found));
  return found;
}

Violations CheckFolderSizes(const Tree& tree) {
  std::map<std::string, std::set<std::string>> sources;
  for (const auto& [path, text] : tree) {
    if (IsSource(path))
      sources[std::string(FolderOf(path))].insert(path.substr(0, path.rfind('.')));
  }
  Violations found;
  for (const auto& [folder, names] : sources) {
    if (names.size() <= kFolderSourcesMax) continue;
    found.push_back({folder, 1,
                     "has " + std::to_string(names.size()) + " sources; at most " +
                         std::to_string(kFolderSourcesMax) + " are surveyed at a glance"});
  }
  return found;
}

Violations CheckLibraries(const Tree& tree) {
  Violations found;
  ForEachInclude(tree, [&](const std::string& path, const Include& include, int line) {
    if (!include.quoted && std::ranges::find(kOpenHeaders, include.path) != kOpenHeaders.end()) {
      return;
    }
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

}  // namespace photomill::tidy
