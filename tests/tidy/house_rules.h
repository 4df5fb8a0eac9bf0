// The rules that every file of photomill keeps, as functions over a tree of files: the test of the
// house feeds the real tree, the test of the rules feeds bad ones.
#pragma once

#include <compare>
#include <filesystem>
#include <map>
#include <ostream>
#include <string>
#include <vector>

namespace photomill::tidy {

// Path relative to the root, and the file's text.
using Tree = std::map<std::string, std::string>;

struct Violation {
  std::string path;
  int line = 0;  // 1 where the whole file is meant
  std::string rule;

  auto operator<=>(const Violation&) const = default;
};
using Violations = std::vector<Violation>;

// "path:line: rule", as compilers print, so that editors jump there.
std::ostream& operator<<(std::ostream& stream, const Violation& violation);

// The project's own files below `root`: what is made by a build is left out.
Tree ReadTree(const std::filesystem::path& root);

// Includes are root-relative and go where the folder table allows; nothing includes tests.
Violations CheckFolders(const Tree& tree);
// Foreign libraries are known only where the library table says, generated protobuf code too.
Violations CheckLibraries(const Tree& tree);
// The pure folders include nothing that brings in time, threads, chance or I/O, and nobody asks a
// clock but common/os.
Violations CheckPurity(const Tree& tree);
// Every *_test.cpp is built by the CMakeLists.txt of its folder.
Violations CheckTestsAreBuilt(const Tree& tree);
// A source file opens with a comment that says what it is for, or the header that it belongs to
// does.
Violations CheckHeadComments(const Tree& tree);
// Nobody leaves a note of work that is still to be done.
Violations CheckNoLeftovers(const Tree& tree);
// Command line flags are defined beside a main.cpp and nowhere else.
Violations CheckFlags(const Tree& tree);
// Every shell script parses. Reads the disk, because bash does.
Violations CheckShellScripts(const std::filesystem::path& root, const Tree& tree);

}  // namespace photomill::tidy
