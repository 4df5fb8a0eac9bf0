#include "tests/fault/soak/tally.h"

#include <cstdio>
#include <sstream>

#include "common/base/text.h"

namespace photomill::test {
namespace {

struct Row {
  const char* fault;
  std::vector<const char*> outcomes;
};

// Every line of the table: a fault, and the counts that show its effects.
const std::vector<Row>& Rows() {
  static const std::vector<Row> rows = {
      {"worker killed", {"disconnected"}},
      {"worker stopped for a while", {"not heard from"}},
      {"cut off, cable out", {"silent for workers"}},
      {"cut off in silence", {}},
      {"engine killed", {"engines started again"}},
      {"engine crashed", {}},
      {"worker told to leave", {"workers left in peace"}},
      {"worker dies at random", {}},
      {"coordinator killed", {"coordinators that went on"}},
      {"coordinator interrupted", {}},
      {"garbage at the port", {}},
      {"destination full", {"set aside: storage_full", "pauses"}},
      {"poisoned photos", {"quarantined"}},
      {"broken photos", {"failed as corrupt"}},
      {"no photos", {"skipped"}},
      {"photos added", {"done"}},
      {"photos changed", {}},
      {"photos removed", {"gone"}},
      {"recipe changed", {}},
      {"photos changed or removed in a run", {"left to the next run"}},
  };
  return rows;
}

}  // namespace

void Tally::CountIn(const std::string& said, const std::string& text, const std::string& what) {
  for (size_t at = said.find(text); at != std::string::npos; at = said.find(text, at + 1)) {
    Count(what);
  }
}

void Tally::AddFromSummary(const std::string& said, const std::string& label,
                           const std::string& what) {
  std::istringstream lines(said);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("  " + label + " ")) continue;
    std::string number;
    std::istringstream(line.substr(label.size() + 2)) >> number;
    std::erase(number, ',');
    Count(what, std::stoll("0" + number));
  }
}

int64_t Tally::Of(const std::string& what) const {
  const auto found = counts_.find(what);
  return found == counts_.end() ? 0 : found->second;
}

void Tally::Print() const {
  std::printf("\n%-36s %8s  %s\n", "injected", "times", "what became of it");
  for (const Row& row : Rows()) {
    std::string text;
    for (const char* outcome : row.outcomes) {
      text += (text.empty() ? "" : ", ") + std::to_string(Of(outcome)) + " " + outcome;
    }
    std::printf("%-36s %8lld  %s\n", row.fault, static_cast<long long>(Of(row.fault)),
                text.c_str());
  }
  std::printf(
      "States of sources (done, gone, ...) are counted anew after every round.\n"
      "\n%lld rounds, each with the right tree and the right ledger at its end; "
      "%lld tasks moved, %lld run twice, %lld results came late\n",
      static_cast<long long>(Of("rounds")), static_cast<long long>(Of("moved")),
      static_cast<long long>(Of("run twice")), static_cast<long long>(Of("came late")));
}

}  // namespace photomill::test
