// A photo library, a destination and a ledger through many runs: sources are added, changed,
// renamed, removed and restored, recipes change, other programs' files appear, the destination
// moves to a file system that folds names, other builds make other bytes from the same recipe, and
// any run can be killed between any two steps. The ledger is the real one in SQLite, and the
// workers' code decides whether a file may be published (common/model/ownership); only the images
// are numbers here.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "coordinator/ledger/ledger.h"
#include "tests/unit/coordinator/ledger/sqlite/sql_reader.h"

namespace photomill {

class HistoryWorld {
 public:
  struct File {
    uint64_t content = 0;  // the image, and the kind of file: see IsPhoto
    int64_t mtime_ns = 0;
  };

  // `interleaving` decides when things happen, `library` which things happen. `may_fold`: the
  // destination may fold names, from the start or from some time on.
  HistoryWorld(uint64_t library, uint64_t interleaving, bool may_fold);

  // An action of users between two runs.
  void Mutate();
  void Put(const std::string& key, uint64_t content) { library_[key] = {content, ++time_}; }
  void UseRecipe(size_t which) { recipe_ = which; }

  // A run that may be killed at any step. True if it finished.
  bool Run(bool kills);

  // The error, in words; empty if there is none.
  [[nodiscard]] const std::string& complaint() const { return complaint_; }
  // After a finished run that listed everything: every source has its right outputs, or a reason.
  void CheckFinished();
  // "source: derivative=key" of all done sources.
  [[nodiscard]] std::string Names() const;

 private:
  [[nodiscard]] Recipe RecipeNow() const;
  [[nodiscard]] static bool IsPhoto(uint64_t content) { return content % 5 < 3; }
  // The key as stored in the destination.
  [[nodiscard]] std::string PlaceOf(const std::string& key) const;
  // The destination is copied to a file system that folds names.
  void MoveToFolding();
  void Open();
  void Commit();
  // Uncommitted work is lost.
  void LetGo();
  bool MayDie(bool kills) { return kills && Below(60) == 0; }
  // Whether the run continues.
  bool List(bool kills);
  bool Work(bool kills);
  bool Finish(bool kills);
  Outcome Execute(const Task& task);
  Outcome Make(const Task& task, uint64_t content);
  // The output for a file of this content under the current recipe and build.
  [[nodiscard]] Digest BytesOf(size_t derivative, uint64_t content) const;
  [[nodiscard]] Output OutputOf(const Task& task, size_t derivative, uint64_t content) const;
  bool Publish(const Task& task, Output& output);
  void CheckNotMadeTwice(const Task& task, const Output& output);
  void CheckAlways();
  void CheckKeys();
  void CheckSums();
  void Complain(const std::string& what) {
    if (complaint_.empty()) complaint_ = what;
  }
  uint64_t Below(uint64_t bound) { return interleaving_() % bound; }
  uint64_t Choose(uint64_t bound) { return choices_() % bound; }
  [[nodiscard]] std::string SomeKey();
  [[nodiscard]] std::string DatabasePath() const { return folder_.path() + "/ledger.db"; }

  TemporaryFolder folder_;
  std::mt19937_64 choices_;
  std::mt19937_64 interleaving_;
  int64_t time_ = 1;
  size_t recipe_ = 0;
  uint64_t build_ = 0;  // of the program: another build makes other bytes
  const bool may_fold_;
  bool folds_;
  bool complete_ = true;  // whether the last listing was complete
  std::map<std::string, File> library_;
  std::map<std::string, File> removed_;
  std::map<std::string, Digest> destination_;  // by place, like foreign_
  std::map<std::string, Digest> foreign_;
  std::vector<OwnFile> notes_;          // written before publishing
  std::vector<OwnFile> settled_notes_;  // of facts that are recorded but not committed yet
  OpenedLedger opened_;
  std::optional<SqlReader> reader_;  // while the ledger is open
  std::string complaint_;
};

}  // namespace photomill
