// Knows how long calls to the two stores have been under way: one that never comes back is a store
// that hangs, such as a mount whose server is gone. Any thread may call it.
#pragma once

#include <array>
#include <mutex>
#include <set>

#include "common/base/instant.h"
#include "common/model/message.h"

namespace photomill {

class StoreWatch {
 public:
  enum class Store : uint8_t { kSource, kDestination };

  // A call to a store, as long as this lives.
  class Visit {
   public:
    Visit(StoreWatch& watch, Store store, Instant now);
    ~Visit();
    Visit(const Visit&) = delete;
    Visit& operator=(const Visit&) = delete;

   private:
    StoreWatch& watch_;
    const Store store_;
    std::multiset<Instant>::iterator begun_;
  };

  // Of the calls that are under way, the longest ones.
  [[nodiscard]] StoreWaits Waits(Instant now) const;

 private:
  mutable std::mutex mutex_;
  std::array<std::multiset<Instant>, 2> begun_;  // by Store
};

}  // namespace photomill
