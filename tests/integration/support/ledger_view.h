// The ledger as a user of the sqlite3 shell sees it: read-only, during a run and after it. Each
// query opens it again.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace photomill::test {

class LedgerView {
 public:
  using Row = std::vector<std::string>;  // every value as text, NULL as "NULL"

  explicit LedgerView(const std::string& state_dir) : path_(state_dir + "/ledger.db") {}

  // No rows if there is no ledger yet; throws std::runtime_error if the SQL is wrong.
  [[nodiscard]] std::vector<Row> Rows(const std::string& sql) const;
  // The only value of the only row; "" and 0 if there is none.
  [[nodiscard]] std::string Text(const std::string& sql) const;
  [[nodiscard]] int64_t Number(const std::string& sql) const;

  // The number of sources in this state: "done", "pending", …
  [[nodiscard]] int64_t CountOf(const std::string& state) const;
  // "done", or "failed corrupt": by key.
  [[nodiscard]] std::map<std::string, std::string> States() const;
  [[nodiscard]] std::string DetailOf(const std::string& key) const;
  // The sources that are done now.
  [[nodiscard]] std::map<std::string, int64_t> AttemptsOfDone() const;

 private:
  std::string path_;
};

// The text in quotes for SQL.
std::string SqlText(const std::string& text);

}  // namespace photomill::test
