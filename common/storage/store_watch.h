// Knows for how long a store has not answered although somebody waits for it: a store that hangs,
// such as a mount whose server is gone, fails nothing and says nothing. A call costs two counters
// and no look at a clock; the time is that of whoever asks.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>

#include "common/base/instant.h"
#include "common/model/message.h"

namespace photomill {

class StoreWatch {
 public:
  // A call to the store that is in progress, as long as this lives. Any thread may make one.
  class Call {
   public:
    explicit Call(StoreWatch& watch) : watch_(watch) { watch_.Enter(); }
    ~Call() { watch_.Leave(); }
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

   private:
    StoreWatch& watch_;
  };

  // A part of a long call is done. Any thread may call it.
  void Answered() { answers_.fetch_add(1, std::memory_order_relaxed); }

  // Since the last answer to any call, or since there are calls; zero while there are none. For one
  // thread, which asks every now and then: the answer is as exact as the time between two
  // questions.
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

  // Of the thread that asks.
  uint64_t answers_seen_ = 0;
  std::optional<Instant> since_;
};

// The caller of a store that has called back: while this lives nobody waits for the store.
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
