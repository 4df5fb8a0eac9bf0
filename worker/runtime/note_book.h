// Which of this engine's notes wait for which results to be recorded. Publish threads enter and
// take, the loop's thread settles.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "common/base/ids.h"

namespace photomill {

class NoteBook {
 public:
  // A note that may be removed once all of these are recorded; called before their results are
  // told. `epoch` as of the jobs: what is older than the last Abandon is left out.
  void Enter(uint64_t epoch, std::string note, const std::vector<AttemptId>& attempts);

  // The coordinator has acknowledged these. Those that it has perhaps not recorded keep their note.
  void Settle(const std::vector<AttemptId>& attempts, bool recorded);

  // Nothing of what was entered is waited for any longer: all those notes stay.
  void Abandon(uint64_t epoch);

  // How many notes may be removed.
  [[nodiscard]] size_t removable() const;
  std::vector<std::string> TakeRemovable();

 private:
  struct Waiting {
    std::string note;
    size_t attempts = 0;
    bool stays = false;
  };

  mutable std::mutex mutex_;
  uint64_t epoch_ = 0;
  uint64_t next_ = 0;
  std::unordered_map<uint64_t, Waiting> waiting_;       // by number
  std::unordered_map<AttemptId, uint64_t> of_attempt_;  // into waiting_
  std::vector<std::string> removable_;
};

}  // namespace photomill
