#include "tests/sim/library.h"

#include "common/base/check.h"
#include "common/model/key_template.h"

namespace photomill::sim {
namespace {

Fate DrawFate(Random& random) {
  const uint64_t draw = random.Below(100);
  if (draw < 70) return Fate::kGood;
  if (draw < 78) return Fate::kNoPicture;
  if (draw < 85) return Fate::kCorrupt;
  if (draw < 87) return Fate::kBarred;
  if (draw < 94) return Fate::kFlaky;
  return draw < 98 ? Fate::kCrasher : Fate::kHanger;
}

constexpr int64_t kTouch = 1'000'000'000;

Outcome Failed(Reason reason) {
  Outcome outcome;
  outcome.reason = reason;
  outcome.detail = "simulated";
  return outcome;
}

}  // namespace

Library::Library(Random& random, bool large) {
  uint64_t count = random.Below(10) == 0 ? random.Below(3) : 1 + random.Below(150);
  if (large) count = 400 + random.Below(400);
  for (uint64_t i = 0; i < count; ++i) {
    Photo photo;
    photo.key = "d" + std::to_string(i % 5) + "/p" + std::to_string(i) + ".jpg";
    photo.version = {random.Below(20) == 0 ? 5'000'000 : random.Below(1000),
                     static_cast<int64_t>(1 + random.Below(1'000'000)), ""};
    photo.fate = DrawFate(random);
    photo.times = 1 + static_cast<uint32_t>(random.Below(5));
    index_.emplace(photo.key, photos_.size());
    photos_.push_back(std::move(photo));
  }
}

std::vector<ListedObject> Library::Listing() const {
  std::vector<ListedObject> objects;
  for (const Photo& photo : photos_) {
    if (!photo.gone) objects.push_back({photo.key, photo.version});
  }
  return objects;
}

Outcome Library::Broken() {
  return Failed(Reason::kInternal);
}

bool Library::Crashes(const Task& task) {
  const Photo& photo = At(task.key);
  if (IsIdentification(task)) return false;
  return photo.fate == Fate::kCrasher && photo.executions < photo.times;
}

bool Library::Hangs(const Task& task) {
  const Photo& photo = At(task.key);
  if (IsIdentification(task)) return false;
  return photo.fate == Fate::kHanger && photo.executions < photo.times;
}

Outcome Library::Execute(const Task& task, const ObjectVersion& read, const Recipe& recipe,
                         bool storage_full) {
  Photo& photo = At(task.key);
  ++photo.executions;
  if (photo.gone) return Failed(Reason::kSourceVanished);
  if (read != task.version) return Failed(Reason::kSourceChanged);
  Outcome outcome = Make(task, read, recipe, storage_full, photo);
  outcome.content = ContentOf(task.key, read);
  return outcome;
}

Outcome Library::Make(const Task& task, const ObjectVersion& read, const Recipe& recipe,
                      bool storage_full, const Photo& photo) {
  Outcome outcome;
  if (IsIdentification(task)) {
    outcome.kind = Outcome::Kind::kDone;
    return outcome;
  }
  if (photo.fate == Fate::kCorrupt) return Failed(Reason::kCorrupt);
  if (photo.fate == Fate::kNoPicture) {
    outcome = Failed(Reason::kNotAnImage);
    outcome.kind = Outcome::Kind::kSkipped;
    return outcome;
  }
  if (photo.fate == Fate::kFlaky && photo.executions <= photo.times) {
    return Failed(Reason::kOutOfMemory);
  }
  if (storage_full) return Failed(Reason::kStorageFull);
  if (photo.fate == Fate::kBarred) {
    outcome = Failed(Reason::kStorageDenied);
    outcome.kind = Outcome::Kind::kBarred;
    return outcome;
  }
  outcome.kind = Outcome::Kind::kDone;
  for (uint32_t i = 0; i < recipe.derivatives.size(); ++i) {
    if (task.lacks.Has(i)) outcome.outputs.push_back(OutputOf(recipe, i, task.key, read));
  }
  return outcome;
}

// A touched photo gets a time in whole seconds, an edited one gets the rest.
Digest Library::ContentOf(const std::string& source_key, const ObjectVersion& version) {
  return photomill::DigestOf(source_key + ' ' + std::to_string(version.mtime_ns % kTouch) + ' ' +
                             std::to_string(version.size));
}

// The bytes differ for another recipe or other content, and do not depend on the worker.
Output Library::OutputOf(const Recipe& recipe, uint32_t derivative, const std::string& source_key,
                         const ObjectVersion& version) {
  const Result<std::string> key = ClaimedKey(recipe.derivatives[derivative].key, source_key);
  PHOTOMILL_CHECK(key.ok());
  const std::string made_of = *key + ' ' + ToHex(DerivativeDigest(recipe, derivative)) + ' ' +
                              ToHex(ContentOf(source_key, version));
  return {derivative, *key, 100, 10, 10, photomill::DigestOf(made_of)};
}

void Library::Change(Random& random) {
  if (photos_.empty()) return;
  Photo& photo = photos_[random.Below(photos_.size())];
  photo.version.mtime_ns += random.Below(2) == 0 ? 1 : kTouch;
  photo.ever_changed = true;
}

void Library::Remove(Random& random, uint64_t count) {
  // The first photo stays: workers are asked for it as proof that they see the store.
  for (; count > 0 && photos_.size() > 1; --count) {
    Photo& photo = photos_[1 + random.Below(photos_.size() - 1)];
    photo.gone = photo.ever_gone = true;
  }
}

void Library::PutBack() {
  for (Photo& photo : photos_) photo.gone = false;
}

}  // namespace photomill::sim
