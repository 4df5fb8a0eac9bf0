// The photos of a simulated library, and what becomes of whoever tries to convert one.
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
  kFlaky,    // fails `times` times, in a way that may pass
  kCrasher,  // takes its engine down `times` times
};

struct Photo {
  std::string key;
  ObjectVersion version;
  Fate fate = Fate::kGood;
  uint32_t times = 0;

  // What has happened to it.
  uint32_t executions = 0;
  uint32_t crashes = 0;  // engines that died while they executed it, its own fault or not
  bool ever_changed = false;
};

class Library {
 public:
  // `large`: enough photos for shares of them to mean something.
  Library(Random& random, bool large);

  [[nodiscard]] std::vector<ListedObject> Listing() const;
  std::vector<Photo>& photos() { return photos_; }
  [[nodiscard]] const std::vector<Photo>& photos() const { return photos_; }
  Photo& At(const std::string& key) { return photos_[index_.at(key)]; }

  // What executing the task comes to, now. Not for one that crashes.
  Outcome Execute(const Task& task, const Recipe& recipe, bool storage_full);
  // What everything comes to at a worker that is broken itself. No photo has this reason.
  static Outcome Broken();
  // Whether executing it takes the engine down, this time.
  bool Crashes(const Task& task);
  // Somebody edits a photo.
  void Change(Random& random);

 private:
  std::vector<Photo> photos_;
  std::map<std::string, size_t> index_;
};

}  // namespace photomill::sim
