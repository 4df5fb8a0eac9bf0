// The photos of a simulated library, and what happens to a process that converts one.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "common/base/random.h"
#include "common/model/outcome.h"
#include "common/model/task.h"
#include "coordinator/core/intake.h"

namespace photomill::sim {

enum class Fate : uint8_t {
  kGood,
  kNoPicture,
  kCorrupt,
  kBarred,   // its outputs' folder is closed
  kFlaky,    // fails `times` times, with a reason that allows a retry
  kCrasher,  // kills its process `times` times
  kHanger,   // never finishes, `times` times
};

struct Photo {
  std::string key;
  ObjectVersion version;
  Fate fate = Fate::kGood;
  uint32_t times = 0;

  // What has happened to it so far.
  uint32_t executions = 0;
  uint32_t swallowed = 0;      // by black holes
  uint32_t lonely_deaths = 0;  // of processes that executed nothing else, or in which it hung
  uint32_t own_deaths = 0;     // of any processes: caused by this photo
  bool ever_changed = false;
  bool ever_gone = false;
  bool gone = false;  // now
};

class Library {
 public:
  // `large`: enough photos for shares of them to be meaningful.
  Library(Random& random, bool large);

  [[nodiscard]] std::vector<ListedObject> Listing() const;
  std::vector<Photo>& photos() { return photos_; }
  [[nodiscard]] const std::vector<Photo>& photos() const { return photos_; }
  Photo& At(const std::string& key) { return photos_[index_.at(key)]; }

  // Returns the result of executing the task; `read` is the version that was read when it began.
  // Not for an execution that crashes or hangs.
  Outcome Execute(const Task& task, const ObjectVersion& read, const Recipe& recipe,
                  bool storage_full);
  // Returns the output published as one derivative of one version; every worker makes the same.
  static Output OutputOf(const Recipe& recipe, uint32_t derivative, const std::string& source_key,
                         const ObjectVersion& version);
  static Digest ContentOf(const std::string& source_key, const ObjectVersion& version);
  // Returns the result of every task on a broken worker. No photo has this reason.
  static Outcome Broken();
  // Whether executing the photo crashes its process, or hangs, this time.
  bool Crashes(const Task& task);
  bool Hangs(const Task& task);

  // Edits or touches a photo, removes some, or restores all that were removed.
  void Change(Random& random);
  void Remove(Random& random, uint64_t count);
  void PutBack();

 private:
  static Outcome Make(const Task& task, const ObjectVersion& read, const Recipe& recipe,
                      bool storage_full, const Photo& photo);

  std::vector<Photo> photos_;
  std::map<std::string, size_t> index_;
};

}  // namespace photomill::sim
