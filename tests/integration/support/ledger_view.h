// The ledger as somebody with the sqlite3 shell sees it: read-only, while a run goes on and after
// it. Each question opens it anew.
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

  // No rows where there is no ledger yet; throws std::runtime_error where the SQL is wrong.
  [[nodiscard]] std::vector<Row> Rows(const std::string& sql) const;
  // The only value of the only row; "" and 0 where there is none.
  [[nodiscard]] std::string Text(const std::string& sql) const;
  [[nodiscard]] int64_t Number(const std::string& sql) const;

  // Of the sources in this state: "done", "pending", …
  [[nodiscard]] int64_t CountOf(const std::string& state) const;
  // "done", or "failed corrupt": by key.
  [[nodiscard]] std::map<std::string, std::string> States() const;
  [[nodiscard]] std::string DetailOf(const std::string& key) const;
  // Of the sources that are done now.
  [[nodiscard]] std::map<std::string, int64_t> AttemptsOfDone() const;

 private:
  std::string path_;
};

// The text in quotes for SQL.
std::string SqlText(const std::string& text);

}  // namespace photomill::test
