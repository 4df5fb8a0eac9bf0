// The rules that every file of photomill keeps, as functions over a tree of files: the test of the
// house feeds the real tree, the test of the rules feeds bad ones. include_rules.h has those about
// includes.
#pragma once

#include "tests/tidy/tree.h"

namespace photomill::tidy {

// The pure folders include nothing that brings in time, threads, chance or I/O, and only common/os
// reads clocks.
Violations CheckPurity(const Tree& tree);
// Every *_test.cpp is built by the CMakeLists.txt of its folder.
Violations CheckTestsAreBuilt(const Tree& tree);
// A source file opens with a comment that says what it is for, or the header that it belongs to
// does.
Violations CheckHeadComments(const Tree& tree);
// There are no notes of work that is still to be done.
Violations CheckNoLeftovers(const Tree& tree);
// Command line flags are defined next to a main.cpp and nowhere else.
Violations CheckFlags(const Tree& tree);
// Every shell script parses. Reads the disk, because bash does.
Violations CheckShellScripts(const std::filesystem::path& root, const Tree& tree);

}  // namespace photomill::tidy
