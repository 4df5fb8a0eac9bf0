// Whether an output can be written where something exists already. A file that photomill did not
// write is never replaced. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "common/model/task.h"

namespace photomill {

// What exists under the key of an output.
struct Standing {
  enum class Kind : uint8_t {
    kNothing,
    kFile,
    kFolder,
    kOther,  // a link or a device: never followed, never replaced
  };
  Kind kind = Kind::kNothing;
  // For a file: its XXH3-128. Empty if it cannot be read or is larger than any output.
  std::optional<Digest> content;
};

// What happens with the new output.
enum class PublishVerdict : uint8_t {
  kPublish,  // nothing exists there
  kKeep,     // a file of ours with the same bytes exists: it counts as written
  kFound,    // somebody else's file with the same bytes exists: it counts as written
  kReplace,  // a file of ours exists there
  kTaken,    // something of somebody else exists there
};

// `made` is the new output. `own` lists the files that this migration has written where the task's
// outputs belong. A destination can change the spelling of a name ("a.JPG" for "a.jpg"), so an own
// file whose folded key is equal is recognised by its content. An own file of unknown content is
// recognised by its exact key.
PublishVerdict DecidePublish(const Standing& standing, const OwnFile& made,
                             const std::vector<OwnFile>& own);

// Whether a digest of the existing file could change the verdict, if it does not have the same
// bytes.
bool OwnsByContent(std::string_view key, const std::vector<OwnFile>& own);

// Whether `own` contains exactly this file, by key and content.
bool OwnsExactly(const OwnFile& made, const std::vector<OwnFile>& own);

}  // namespace photomill
