// What fails in a round, and when, decided by one seed. Whatever was broken for a while is repaired
// again, at the latest by UndoAll().
#pragma once

#include <chrono>
#include <functional>
#include <set>
#include <vector>

#include "common/base/random.h"
#include "tests/fault/soak/library_model.h"
#include "tests/fault/soak/machines.h"
#include "tests/fault/soak/tally.h"

namespace photomill::test {

class Faults {
 public:
  Faults(Machines& machines, LibraryModel& library, Random& random, Tally& tally);

  // Repairs what is due, and breaks something if it is time for it.
  void Turn();
  void UndoAll();
  // Whether sources were touched that the run may have listed already.
  [[nodiscard]] bool library_moved() const { return library_moved_; }

 private:
  using Time = std::chrono::steady_clock::time_point;
  struct Undo {
    Time due;
    std::function<void()> undo;
  };
  void Break();
  void BreakWorker(size_t worker, uint64_t which);
  void ForAWhile(std::function<void()> undo);

  Machines& machines_;
  LibraryModel& library_;
  Random& random_;
  Tally& tally_;
  std::vector<Undo> undos_;
  std::set<size_t> busy_;  // workers that are suspended or disconnected
  bool full_ = false;
  Time next_;
  bool library_moved_ = false;
};

}  // namespace photomill::test
