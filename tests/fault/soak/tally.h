// The injected faults, their number and their effects: the table at the end of a soak.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace photomill::test {

class Tally {
 public:
  void Count(const std::string& what, int64_t times = 1) { counts_[what] += times; }
  // Adds the number of occurrences of `text` in `said` to the count of `what`.
  void CountIn(const std::string& said, const std::string& text, const std::string& what);
  // Adds the number before `label` in each summary in `said`.
  void AddFromSummary(const std::string& said, const std::string& label, const std::string& what);
  void Print() const;

 private:
  [[nodiscard]] int64_t Of(const std::string& what) const;
  std::map<std::string, int64_t> counts_;
};

}  // namespace photomill::test
