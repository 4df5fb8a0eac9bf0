// The rules about folders and their includes, as functions over a tree of files. Their tables are
// in include_table.h.
#pragma once

#include "tests/tidy/tree.h"

namespace photomill::tidy {

// Includes are root-relative and go where the folder table allows; nothing includes tests.
Violations CheckFolders(const Tree& tree);
// A header whose head comment says "internal to FOLDER" is included only in that folder and in
// tests.
Violations CheckInternalHeaders(const Tree& tree);
// No file includes itself by way of others, and no folder does: of two folders, at most one includes
// the other, a folder and the one above it are no exception.
Violations CheckCircles(const Tree& tree);
// No folder has more sources than a reader can survey; x.h and x.cpp are one source.
Violations CheckFolderSizes(const Tree& tree);
// Third-party libraries, and generated protobuf code, are included only where the library table says.
Violations CheckLibraries(const Tree& tree);

}  // namespace photomill::tidy
