#include "tests/property/coordinator/ledger/recount.h"

#include <algorithm>

#include "coordinator/ledger/ledger_reader.h"
#include "tests/unit/coordinator/ledger/sqlite/sql_reader.h"

namespace photomill {
namespace {

struct Counted {
  std::map<std::string, int64_t> states;
  std::map<std::string, int64_t> failed;    // by reason
  std::map<std::string, int64_t> warnings;  // of done sources, each by its first warning
  uint64_t source_bytes = 0;                // of done sources
  CountAndBytes outputs;                    // of done sources, of wanted derivatives, current
  CountAndBytes gone_outputs;
  int64_t orphans = 0;
};

// Counts only rows of sources and outputs. The bytes of done sources' outputs are those of the
// files. A vanished source's file may differ from its record: a run was killed before it recorded
// the file.
Counted Recount(SqlReader& reader, const std::vector<std::string>& wanted,
                const FolderSeen& folder) {
  Counted counted;
  std::map<std::string, std::string> state_of;
  for (const auto& row : reader.Rows("SELECT id, state, reason, size, warnings FROM source")) {
    state_of[row[0]] = row[1];
    ++counted.states[row[1]];
    if (row[1] == "failed" || row[1] == "quarantined") ++counted.failed[row[2]];
    if (row[1] != "done") continue;
    counted.source_bytes += std::stoull(row[3]);
    if (!row[4].empty()) ++counted.warnings[row[4].substr(0, row[4].find(','))];
  }
  for (const auto& row :
       reader.Rows("SELECT source_id, derivative, key, bytes, made_by FROM output")) {
    const auto file = folder.find(row[2]);
    const uint64_t bytes = file == folder.end() ? 0 : file->second;
    const bool is_wanted = std::find(wanted.begin(), wanted.end(), row[1]) != wanted.end();
    const std::string& state = state_of[row[0]];
    if (state == "done" && is_wanted && row[4] != "0") {
      ++counted.outputs.count;
      counted.outputs.bytes += bytes;
    }
    if (state == "gone") {
      ++counted.gone_outputs.count;
      counted.gone_outputs.bytes += std::stoull(row[3]);
    }
    if (state == "gone" || !is_wanted) ++counted.orphans;
  }
  counted.orphans += std::stoll(reader.Value("SELECT count(*) FROM replaced"));
  return counted;
}

class Comparison {
 public:
  template <typename Number>
  void Expect(const std::string& what, Number told, Number counted) {
    if (told == counted || !text_.empty()) return;
    text_ = what + " is told as " + std::to_string(told) + " and is " + std::to_string(counted);
  }
  void Expect(const std::string& what, const CountAndBytes& told, const CountAndBytes& counted) {
    Expect(what, told.count, counted.count);
    Expect("bytes of " + what, told.bytes, counted.bytes);
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

void Compare(const std::string& who, const Tally& told, const Counted& counted, const RunSeen& run,
             Comparison& comparison) {
  const auto count_in = [](const auto& map, std::string_view word) {
    const auto found = map.find(std::string(word));
    return found == map.end() ? 0 : found->second;
  };
  for (int i = 0; i < kSourceStateCount; ++i) {
    const auto state = static_cast<SourceState>(i);
    const std::string word(StateWord(state));
    comparison.Expect(who + ": " + word, told[state], count_in(counted.states, word));
  }
  for (int i = 0; i < kReasonCount; ++i) {
    const std::string word(ReasonWord(static_cast<Reason>(i)));
    comparison.Expect(who + ": failed as " + word, told.failed[static_cast<size_t>(i)],
                      count_in(counted.failed, word));
  }
  for (size_t i = 0; i < kWarningCount; ++i) {
    const std::string word(WarningWord(static_cast<Warning>(i)));
    comparison.Expect(who + ": done with " + word, told.warnings[i],
                      count_in(counted.warnings, word));
  }
  comparison.Expect(who + ": bytes before", told.source_bytes, counted.source_bytes);
  comparison.Expect(who + ": outputs", CountAndBytes{told.outputs, told.output_bytes},
                    counted.outputs);
  comparison.Expect(who + ": outputs of gone sources", told.gone_outputs, counted.gone_outputs);
  comparison.Expect(who + ": orphans", told.orphans, counted.orphans);
  for (size_t i = 0; i < kRunCountKinds; ++i) {
    const auto kind = static_cast<RunCount>(i);
    const std::string word(RunCountWord(kind));
    if (!run.counts.contains(word)) continue;
    comparison.Expect(who + ": in this run " + word, told[kind].count, run.counts.at(word));
    if (run.bytes.contains(word)) {
      comparison.Expect(who + ": in this run bytes of " + word, told[kind].bytes,
                        run.bytes.at(word));
    }
  }
}

}  // namespace

std::string CompareWithRecount(const std::string& state_folder, const Tally& told,
                               const std::vector<std::string>& wanted, const RunSeen& run,
                               const FolderSeen& folder) {
  SqlReader reader(state_folder + "/ledger.db");
  const Counted counted = Recount(reader, wanted, folder);
  Comparison comparison;
  Compare("summary", told, counted, run, comparison);
  const Result<LedgerSummary> status = ReadLedgerSummary(state_folder);
  if (!status) return status.failure().detail;
  Compare("status", status->tally, counted, run, comparison);
  return comparison.text();
}

}  // namespace photomill
