// Claims on output keys, in byte order.
#include "coordinator/ledger/sqlite/sqlite_tables.h"

namespace photomill {
namespace {

class SqliteClaimTable final : public ClaimTable {
 public:
  explicit SqliteClaimTable(Database& database)
      : holder_(database, "SELECT source_id FROM claim WHERE key = ?"),
        within_(database,
                "SELECT key, source_id FROM claim WHERE key >= ? AND key < ? AND source_id <> ?"
                " ORDER BY key LIMIT 1"),
        add_(database, "INSERT OR IGNORE INTO claim(key, source_id) VALUES(?, ?) RETURNING 1"),
        erase_(database, "DELETE FROM claim WHERE key = ?"),
        erase_all_claims_(database, "DELETE FROM claim"),
        erase_all_wishes_(database, "DELETE FROM wish"),
        add_wish_(database, "INSERT OR IGNORE INTO wish(key, source_id) VALUES(?, ?)"),
        erase_wish_(database, "DELETE FROM wish WHERE key = ? AND source_id = ?"),
        wish_within_(database,
                     "SELECT key, source_id FROM wish CROSS JOIN waiter USING(source_id)"
                     " WHERE key >= ? AND key < ? AND source_id <> ? AND turn <"
                     " coalesce((SELECT turn FROM waiter WHERE source_id = ?), 9e18)"
                     " ORDER BY key, turn LIMIT 1") {}

  std::optional<SourceId> HolderOf(std::string_view key) override {
    Execution execution(holder_);
    if (!execution.Bind(key).Step()) return std::nullopt;
    return SourceId{execution.Number(0)};
  }

  std::optional<std::pair<std::string, SourceId>> FirstWithin(
      const std::pair<std::string, std::string>& range, SourceId but_of) override {
    Execution execution(within_);
    if (!execution.Bind(range.first).Bind(range.second).Bind(but_of.value).Step()) {
      return std::nullopt;
    }
    return std::pair(std::string(execution.Text(0)), SourceId{execution.Number(1)});
  }

  bool Add(std::string_view key, SourceId source) override {
    Execution execution(add_);
    return execution.Bind(key).Bind(source.value).Step();
  }

  void Erase(std::string_view key) override { Execution(erase_).Bind(key).Step(); }
  void EraseAll() override {
    Execution(erase_all_claims_).Step();
    Execution(erase_all_wishes_).Step();
  }

  void AddWish(std::string_view key, SourceId source) override {
    Execution(add_wish_).Bind(key).Bind(source.value).Step();
  }
  void EraseWish(std::string_view key, SourceId source) override {
    Execution(erase_wish_).Bind(key).Bind(source.value).Step();
  }
  std::optional<std::pair<std::string, SourceId>> FirstWishWithin(
      const std::pair<std::string, std::string>& range, SourceId source) override {
    Execution execution(wish_within_);
    execution.Bind(range.first).Bind(range.second).Bind(source.value).Bind(source.value);
    if (!execution.Step()) return std::nullopt;
    return std::pair(std::string(execution.Text(0)), SourceId{execution.Number(1)});
  }

 private:
  Statement holder_;
  Statement within_;
  Statement add_;
  Statement erase_;
  Statement erase_all_claims_;
  Statement erase_all_wishes_;
  Statement add_wish_;
  Statement erase_wish_;
  Statement wish_within_;
};

}  // namespace

std::unique_ptr<ClaimTable> MakeSqliteClaimTable(Database& database) {
  return std::make_unique<SqliteClaimTable>(database);
}

}  // namespace photomill
