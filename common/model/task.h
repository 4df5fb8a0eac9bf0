// A task: one source with the derivatives that it still lacks.
#pragma once

#include <string>
#include <vector>

#include "common/base/digest.h"
#include "common/base/ids.h"
#include "common/base/object_version.h"
#include "common/model/recipe.h"

namespace photomill {

// A file in the destination that this migration wrote, and may therefore replace.
struct OwnFile {
  std::string key;
  Digest content;  // XXH3-128 of the file as it was written; all zero: not known

  bool operator==(const OwnFile&) const = default;
};

struct Task {
  SourceId source;
  std::string key;             // of the source
  ObjectVersion version;       // that was listed; another one is source_changed
  DerivativeSet lacks;         // what is wanted; empty: the source is only to be identified
  uint32_t crashes = 0;        // deaths of a process that only it can have caused
  bool suspect = false;        // a process died while it was executing, for whatever reason
  DerivativeSet otherwise{};   // those whose file is named by Derivative::otherwise
  std::vector<OwnFile> own{};  // files of ours that stand, or may, where its outputs belong

  bool operator==(const Task&) const = default;
};

// It makes nothing: the source is read for its content's digest and format alone.
inline bool IsIdentification(const Task& task) {
  return task.lacks.empty();
}

// It is executed in a process of its own.
inline bool IsSuspect(const Task& task) {
  return task.suspect || task.crashes > 0;
}

// One delivery of a task to one worker.
struct Assignment {
  AttemptId attempt;
  Task task;

  bool operator==(const Assignment&) const = default;
};

}  // namespace photomill
