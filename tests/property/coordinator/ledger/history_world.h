// A photo library, a destination and a ledger that live through many runs: sources come, change,
// are renamed, go and come back, recipes change, other people's files turn up, the destination
// moves to a file system that folds names, other builds come that make other bytes of the same
// recipe, and any run may be killed between any two steps. The
// ledger is the real one in SQLite, whether a file may be published is decided by the code of the
// workers (common/model/ownership); only pictures are numbers here.
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
    uint64_t content = 0;  // what it shows, and what it is: see IsPhoto
    int64_t mtime_ns = 0;
  };

  // `interleaving` decides what happens when, `library` what happens. `may_fold`: the destination
  // may fold names, from the start or from some day on.
  HistoryWorld(uint64_t library, uint64_t interleaving, bool may_fold);

  // Something that people do between two runs.
  void Mutate();
  void Put(const std::string& key, uint64_t content) { library_[key] = {content, ++time_}; }
  void UseRecipe(size_t which) { recipe_ = which; }

  // A run that may be killed on its way. True where it came to its end.
  bool Run(bool kills);

  // What is wrong, in words; empty: nothing.
  [[nodiscard]] const std::string& complaint() const { return complaint_; }
  // After a run that came to its end with everything listed: every source has its right outputs, or
  // a reason.
  void CheckFinished();
  // "source: derivative=key" of all done sources.
  [[nodiscard]] std::string Names() const;

 private:
  [[nodiscard]] Recipe RecipeNow() const;
  [[nodiscard]] static bool IsPhoto(uint64_t content) { return content % 5 < 3; }
  // A key as the destination has it.
  [[nodiscard]] std::string PlaceOf(const std::string& key) const;
  // Somebody copies the destination to a file system that folds names.
  void MoveToFolding();
  void Open();
  void Commit();
  // What is not committed is lost.
  void LetGo();
  bool MayDie(bool kills) { return kills && Below(60) == 0; }
  // Whether the run goes on.
  bool List(bool kills);
  bool Work(bool kills);
  bool Finish(bool kills);
  Outcome Execute(const Task& task);
  Outcome Make(const Task& task, uint64_t content);
  // What a file of this content becomes by the recipe and the build of now.
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
  uint64_t build_ = 0;  // of the program: another one makes other bytes
  const bool may_fold_;
  bool folds_;
  bool complete_ = true;  // the last listing was
  std::map<std::string, File> library_;
  std::map<std::string, File> removed_;
  std::map<std::string, Digest> destination_;  // by place, as foreign_
  std::map<std::string, Digest> foreign_;
  std::vector<OwnFile> notes_;          // written before something is published
  std::vector<OwnFile> settled_notes_;  // of what is recorded, but not committed yet
  OpenedLedger opened_;
  std::optional<SqlReader> reader_;  // while the ledger is open
  std::string complaint_;
};

}  // namespace photomill
