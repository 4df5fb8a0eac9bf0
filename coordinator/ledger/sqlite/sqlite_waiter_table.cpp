// Sources that wait for a name, and the sources that they wait for.
#include "coordinator/ledger/sqlite/sqlite_tables.h"

namespace photomill {
namespace {

class SqliteWaiterTable final : public WaiterTable {
 public:
  explicit SqliteWaiterTable(Database& database)
      : add_(database, "INSERT INTO waiter(source_id, holder, gave_up) VALUES(?, ?, ?)"),
        set_holder_(database, "UPDATE waiter SET holder = ? WHERE source_id = ?"),
        gave_up_(database, "SELECT 1 FROM waiter WHERE source_id = ? AND gave_up"),
        erase_(database, "DELETE FROM waiter WHERE source_id = ? RETURNING 1"),
        next_of_(database,
                 "SELECT turn, source_id FROM waiter WHERE holder = ? AND turn > ?"
                 " ORDER BY turn LIMIT 1"),
        next_(database, "SELECT turn, source_id FROM waiter WHERE turn > ? ORDER BY turn LIMIT 1"),
        erase_all_(database, "DELETE FROM waiter"),
        erase_wishes_(database, "DELETE FROM wish") {}

  void Add(SourceId source, SourceId holder, bool gave_up) override {
    Execution(add_).Bind(source.value).Bind(holder.value).Bind(int64_t{gave_up}).Step();
  }

  void SetHolder(SourceId source, SourceId holder) override {
    Execution(set_holder_).Bind(holder.value).Bind(source.value).Step();
  }

  bool GaveUp(SourceId source) override { return Execution(gave_up_).Bind(source.value).Step(); }

  bool Erase(SourceId source) override { return Execution(erase_).Bind(source.value).Step(); }

  std::optional<Waiter> NextOf(SourceId holder, int64_t turn) override {
    Execution execution(next_of_);
    if (!execution.Bind(holder.value).Bind(turn).Step()) return std::nullopt;
    return Waiter{execution.Number(0), SourceId{execution.Number(1)}};
  }

  std::optional<Waiter> Next(int64_t turn) override {
    Execution execution(next_);
    if (!execution.Bind(turn).Step()) return std::nullopt;
    return Waiter{execution.Number(0), SourceId{execution.Number(1)}};
  }

  void ForgetWaiters() override {
    Execution(erase_all_).Step();
    Execution(erase_wishes_).Step();
  }

 private:
  Statement add_;
  Statement set_holder_;
  Statement gave_up_;
  Statement erase_;
  Statement next_of_;
  Statement next_;
  Statement erase_all_;
  Statement erase_wishes_;
};

}  // namespace

std::unique_ptr<WaiterTable> MakeSqliteWaiterTable(Database& database) {
  return std::make_unique<SqliteWaiterTable>(database);
}

}  // namespace photomill
