// Chooses items evenly from a sequence whose length is not known before its end. Keeps at most
// `wanted` items. The choice depends only on the items' numbers, not on the order in which they are
// offered, and numbers with gaps (every second one, say) are covered evenly as well: multiples of
// the golden ratio divide any stretch into parts of similar length. Used by one thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace photomill {

template <typename Item>
class EvenSample {
 public:
  explicit EvenSample(size_t wanted) : wanted_(wanted) {}

  // Each number may be offered once.
  void Offer(uint64_t number, Item item) {
    if (wanted_ == 0) return;
    const uint64_t rank = number * kGolden;  // modulo 2^64: the fraction of number times the ratio
    if (chosen_.size() == wanted_) {
      if (rank >= chosen_.front().rank) return;
      std::pop_heap(chosen_.begin(), chosen_.end(), HasLowerRank);
      chosen_.pop_back();
    }
    chosen_.push_back({rank, number, std::move(item)});
    std::push_heap(chosen_.begin(), chosen_.end(), HasLowerRank);
  }

  // In the order of their numbers. Leaves the sample empty.
  std::vector<Item> Take() {
    return TakeBy([](const Chosen& a, const Chosen& b) { return a.number < b.number; });
  }
  // In an order of which each beginning is an even sample, too.
  std::vector<Item> TakeSpread() { return TakeBy(HasLowerRank); }

 private:
  static constexpr uint64_t kGolden = 0x9E3779B97F4A7C15;

  struct Chosen {
    uint64_t rank = 0;
    uint64_t number = 0;
    Item item;
  };
  static bool HasLowerRank(const Chosen& a, const Chosen& b) { return a.rank < b.rank; }

  template <typename Before>
  std::vector<Item> TakeBy(const Before& before) {
    std::sort(chosen_.begin(), chosen_.end(), before);
    std::vector<Item> items;
    items.reserve(chosen_.size());
    for (Chosen& chosen : chosen_) items.push_back(std::move(chosen.item));
    chosen_.clear();
    return items;
  }

  const size_t wanted_;
  std::vector<Chosen> chosen_;  // a heap, the highest rank first
};

}  // namespace photomill
