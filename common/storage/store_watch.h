// Measures for how long a store has not answered although somebody waits for it. A store that
// hangs, such as a mount whose server is gone, reports nothing. A call only updates two counters
// and does not read a clock. The polling thread passes the time.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>

#include "common/base/instant.h"
#include "common/model/message.h"

namespace photomill {

class StoreWatch {
 public:
  // A call to the store in progress, for the lifetime of this object. Any thread may create one.
  class Call {
   public:
    explicit Call(StoreWatch& watch) : watch_(watch) { watch_.Enter(); }
    ~Call() { watch_.Leave(); }
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

   private:
    StoreWatch& watch_;
  };

  // A part of a long call has finished. Any thread may call it.
  void Answered() { answers_.fetch_add(1, std::memory_order_relaxed); }

  // Time since the last answer to any call, or since calls began. Zero if no call is in progress.
  // For one thread, which polls it: the result is as precise as the polling interval.
  Duration Silence(Instant now);

 private:
  friend class CallPause;
  void Enter() { calls_.fetch_add(1, std::memory_order_relaxed); }
  void Leave() {
    Answered();
    calls_.fetch_sub(1, std::memory_order_relaxed);
  }

  std::atomic<uint64_t> answers_{0};
  std::atomic<uint64_t> calls_{0};  // in progress

  // Used only by the polling thread.
  uint64_t answers_seen_ = 0;
  std::optional<Instant> since_;
};

// For callbacks of a store: while this object lives, the caller does not wait for the store.
class CallPause {
 public:
  explicit CallPause(StoreWatch& watch) : watch_(watch) { watch_.Leave(); }
  ~CallPause() { watch_.Enter(); }
  CallPause(const CallPause&) = delete;
  CallPause& operator=(const CallPause&) = delete;

 private:
  StoreWatch& watch_;
};

// The two stores of a migration.
struct StoreWatches {
  StoreWatch source;
  StoreWatch destination;

  // As StoreWatch::Silence.
  StoreWaits Waits(Instant now);
};

}  // namespace photomill
