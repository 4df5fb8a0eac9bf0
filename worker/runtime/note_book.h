// Which of this engine's notes wait for which results to be recorded. Publish threads call Enter
// and TakeRemovable, the loop's thread calls Settle.
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
  // Enters a note that can be removed once all of these attempts are recorded. Call it before
  // reporting their results. `epoch` is that of the jobs; entries older than the last Abandon are
  // ignored.
  void Enter(uint64_t epoch, std::string note, const std::vector<AttemptId>& attempts);

  // The coordinator has acknowledged these attempts. If they are possibly not recorded, their note
  // stays.
  void Settle(const std::vector<AttemptId>& attempts, bool recorded);

  // Stops waiting for all entries. All of their notes stay.
  void Abandon(uint64_t epoch);

  // The number of notes that can be removed.
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
