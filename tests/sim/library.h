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
  kBarred,   // its outputs' folder is closed
  kFlaky,    // fails `times` times, in a way that may pass
  kCrasher,  // takes its process down `times` times
  kHanger,   // is never ready, `times` times
};

struct Photo {
  std::string key;
  ObjectVersion version;
  Fate fate = Fate::kGood;
  uint32_t times = 0;

  // What has happened to it.
  uint32_t executions = 0;
  uint32_t swallowed = 0;      // by black holes
  uint32_t lonely_deaths = 0;  // of processes that executed nothing else, or that hung with it
  uint32_t shared_deaths = 0;  // of engines that executed others, too
  uint32_t own_deaths = 0;     // of these: by its own doing
  bool ever_changed = false;
  bool ever_gone = false;
  bool gone = false;  // now
};

class Library {
 public:
  // `large`: enough photos for shares of them to mean something.
  Library(Random& random, bool large);

  [[nodiscard]] std::vector<ListedObject> Listing() const;
  std::vector<Photo>& photos() { return photos_; }
  [[nodiscard]] const std::vector<Photo>& photos() const { return photos_; }
  Photo& At(const std::string& key) { return photos_[index_.at(key)]; }

  // What executing the task comes to, where `read` is the version that was read when it began. Not
  // for one that crashes or hangs this time.
  Outcome Execute(const Task& task, const ObjectVersion& read, const Recipe& recipe,
                  bool storage_full);
  // What is published as one derivative of one version, whoever makes it.
  static Output OutputOf(const Recipe& recipe, uint32_t derivative, const std::string& source_key,
                         const ObjectVersion& version);
  static Digest ContentOf(const std::string& source_key, const ObjectVersion& version);
  // What everything comes to at a worker that is broken itself. No photo has this reason.
  static Outcome Broken();
  // Whether executing it takes its process down, or lasts for ever, this time.
  bool Crashes(const Task& task);
  bool Hangs(const Task& task);

  // Somebody edits or touches a photo, removes some, or puts all back that were removed.
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
