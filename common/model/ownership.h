// Whether an output may stand where something stands already: a file that photomill did not write
// is never replaced. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "common/model/task.h"

namespace photomill {

// What stands under the key of an output.
struct Standing {
  enum class Kind : uint8_t {
    kNothing,
    kFile,
    kFolder,
    kOther,  // a link, a device: never followed, never replaced
  };
  Kind kind = Kind::kNothing;
  // Of a file: its XXH3-128. Nothing: it cannot be read, or is larger than any output.
  std::optional<Digest> content;
};

// What becomes of the new output.
enum class PublishVerdict : uint8_t {
  kPublish,  // nothing stands there
  kKeep,     // the very same bytes stand there, and are ours: it is made
  kFound,    // the very same bytes stand there, and are somebody else's: it counts as made
  kReplace,  // what stands there is ours
  kTaken,    // somebody else's
};

// `made` is the new output, `own` what this migration has written where the task's outputs belong.
// A destination may spell a name in another way than we do ("a.JPG" for "a.jpg"): an own file whose
// key folds alike counts by its content. One of unknown content counts by its exact key.
PublishVerdict DecidePublish(const Standing& standing, const OwnFile& made,
                             const std::vector<OwnFile>& own);

// Whether a digest of the standing file could change the verdict, unless it is the same bytes.
bool OwnsByContent(std::string_view key, const std::vector<OwnFile>& own);

// Whether the task has this very file already: as `made`, by key and content.
bool OwnsExactly(const OwnFile& made, const std::vector<OwnFile>& own);

}  // namespace photomill
