#include "tests/fault/soak/library_model.h"

#include <array>
#include <filesystem>

#include "tests/fault/poison.h"
#include "tests/integration/support/library.h"
#include "tests/support/pictures.h"

namespace photomill::test {
namespace {

namespace fs = std::filesystem;

constexpr int kBasePictures = 4;
constexpr uint32_t kWidth = 1800;
constexpr uint32_t kHeight = 1350;
constexpr int kAtFirst = 150;
constexpr size_t kMost = 220;  // above it, more files are removed than added
constexpr int kInFolder = 24;
constexpr const char* kPoisons[] = {"segfault", "abort", "exit"};

std::string Recipe(uint64_t side) {
  return "derivative { name: \"photo\" fit: INSIDE width: " + std::to_string(side) +
         " height: " + std::to_string(side) +
         " format: JPEG quality: 82 key: \"{dir}/{stem}.jpg\" }\n"
         "derivative { name: \"thumb\" fit: COVER width: 32 height: 32 format: WEBP quality: 80 "
         "key: \"thumbs/{dir}/{stem}.webp\" }\n";
}

}  // namespace

LibraryModel::LibraryModel(const TestFolder& folder, Random& random, Tally& tally)
    : folder_(folder), random_(random), tally_(tally) {
  (void)SmallJpeg();  // initialises the imaging libraries
  for (int i = 0; i < kBasePictures; ++i) {
    jpegs_.push_back(MakeJpeg(kWidth, kHeight, 85, 1, static_cast<uint64_t>(i) + 1));
  }
  WriteRecipe();
  WriteSlow();
  Add(kAtFirst);
}

std::string LibraryModel::NewPhoto() {
  return WithComment(jpegs_[random_.Below(jpegs_.size())], "number " + std::to_string(next_++));
}

std::vector<std::string> LibraryModel::Photos() const {
  std::vector<std::string> keys;
  for (const auto& [key, state] : expected_) {
    if (state == "done" && key.ends_with(".jpg")) keys.push_back(key);
  }
  return keys;
}

void LibraryModel::Add(int count) {
  for (int i = 0; i < count; ++i) {
    const std::string key =
        "d" + std::to_string(next_ / kInFolder) + "/p" + std::to_string(next_) + ".jpg";
    folder_.Write("src/" + key, NewPhoto());
    expected_[key] = "done";
    tally_.Count("photos added");
  }
}

// A file that kills its decoder, a broken one, and one that is not an image.
void LibraryModel::AddOdd() {
  const std::string name = "d" + std::to_string(next_ / kInFolder) + "/odd" + std::to_string(next_);
  ++next_;
  const std::string poison = kPoisons[random_.Below(std::size(kPoisons))];
  folder_.Write("src/" + name + "-poison.jpg", PoisonedJpeg(poison));
  expected_[name + "-poison.jpg"] = "quarantined crashed";
  tally_.Count("poisoned photos");
  folder_.Write("src/" + name + "-broken.jpg", jpegs_[0].substr(0, jpegs_[0].size() / 2));
  expected_[name + "-broken.jpg"] = "failed corrupt";
  tally_.Count("broken photos");
  folder_.Write("src/" + name + "-text.jpg", "no photo at all, number " + std::to_string(next_));
  expected_[name + "-text.jpg"] = "failed not_an_image";
  tally_.Count("no photos");
}

void LibraryModel::ChangeOne() {
  const std::vector<std::string> photos = Photos();
  const std::string& key = photos[random_.Below(photos.size())];
  folder_.Write("src/" + key, NewPhoto());
  touched_.insert(key);
}

void LibraryModel::RemoveOne() {
  const std::vector<std::string> photos = Photos();
  const std::string& key = photos[random_.Below(photos.size())];
  fs::remove(folder_.At("src/" + key));
  expected_.erase(key);
}

void LibraryModel::WriteRecipe() {
  recipe_changed_ = true;
  folder_.Write("recipe.txt", Recipe(200 + 8 * random_.Below(20)));
}

// The same bytes, but another version.
void LibraryModel::WriteSlow() {
  const std::string key = "d0/slow.jpg";
  folder_.Write("src/" + key, PoisonedJpeg(std::string("hold") + kSlow));
  expected_[key] = "done";
  touched_.insert(key);
}

void LibraryModel::Change() {
  touched_.clear();
  recipe_changed_ = false;
  WriteSlow();
  const auto added = static_cast<int>(random_.Below(60));
  Add(added);
  const auto removed =
      static_cast<int>(random_.Below(10)) + (expected_.size() > kMost ? added + 10 : 0);
  for (int i = 0; i < removed; ++i) RemoveOne();
  tally_.Count("photos removed", removed);
  const auto changed = static_cast<int>(random_.Below(20));
  for (int i = 0; i < changed; ++i) ChangeOne();
  tally_.Count("photos changed", changed);
  if (random_.Below(3) == 0) AddOdd();
  if (random_.Below(2) == 0) {
    WriteRecipe();
    tally_.Count("recipe changed");
  }
}

void LibraryModel::ChangeInTheMiddle() {
  if (random_.Below(2) == 0) {
    ChangeOne();
  } else {
    RemoveOne();
  }
  tally_.Count("photos changed or removed in a run");
}

std::string LibraryModel::WriteSoundCopy() const {
  const std::string copy = folder_.At("sound");
  fs::remove_all(copy);
  for (const auto& [key, state] : expected_) {
    if (state != "done") continue;
    fs::create_directories(fs::path(copy + "/" + key).parent_path());
    fs::create_hard_link(folder_.At("src/" + key), copy + "/" + key);
  }
  return copy;
}

}  // namespace photomill::test
