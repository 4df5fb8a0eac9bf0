// A photo library that changes from round to round, and the expected result of each of its files.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "common/base/random.h"
#include "tests/fault/soak/tally.h"
#include "tests/integration/support/test_folder.h"

namespace photomill::test {

class LibraryModel {
 public:
  LibraryModel(const TestFolder& folder, Random& random, Tally& tally);

  // Between two runs: some files are added, changed or removed, and perhaps the recipe changes.
  void Change();
  // During a run: the next run finds the state of the touched files.
  void ChangeInTheMiddle();

  // A photo that is processed in every round, and keeps the round going until GoOn(): "hold-soak"
  // waits for it.
  static constexpr const char* kSlow = "-soak";

  // By key: "done", "skipped not_an_image", "failed corrupt", "quarantined crashed".
  [[nodiscard]] const std::map<std::string, std::string>& expected() const { return expected_; }
  // Whether neither the file nor the recipe changed since the last Change() began.
  [[nodiscard]] bool IsUntouched(const std::string& key) const {
    return !recipe_changed_ && !touched_.contains(key);
  }
  // A copy of the library without the files that kill decoders.
  [[nodiscard]] std::string WriteSoundCopy() const;
  [[nodiscard]] std::string recipe() const { return folder_.At("recipe.txt"); }

 private:
  void Add(int count);
  void AddOdd();
  void ChangeOne();
  void RemoveOne();
  void WriteRecipe();
  void WriteSlow();
  [[nodiscard]] std::string NewPhoto();
  [[nodiscard]] std::vector<std::string> Photos() const;

  const TestFolder& folder_;
  Random& random_;
  Tally& tally_;
  std::vector<std::string> jpegs_;
  std::map<std::string, std::string> expected_;
  std::set<std::string> touched_;
  bool recipe_changed_ = false;
  int next_ = 0;
};

}  // namespace photomill::test
