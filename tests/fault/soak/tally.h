// What was injected, how often, and what became of it: the table at the end of a soak.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace photomill::test {

class Tally {
 public:
  void Count(const std::string& what, int64_t times = 1) { counts_[what] += times; }
  // Adds how often `text` stands in `said` to the count of `what`.
  void CountIn(const std::string& said, const std::string& text, const std::string& what);
  // Adds the number in front of `label` of each summary in `said`.
  void AddFromSummary(const std::string& said, const std::string& label, const std::string& what);
  void Print() const;

 private:
  [[nodiscard]] int64_t Of(const std::string& what) const;
  std::map<std::string, int64_t> counts_;
};

}  // namespace photomill::test
