#include "tests/unit/coordinator/ledger/sqlite/ledger_run.h"

#include "common/model/key_template.h"

namespace photomill {

LedgerOptions TestOptions() {
  LedgerOptions options;
  options.source_url = "/photos";
  options.destination_url = "/new";
  options.recipe = DefaultRecipe();
  options.now = 1'700'000'000'000;
  options.host = "here";
  options.process = 4711;
  options.wall_time = [] { return UnixMillis{1'700'000'060'000}; };
  return options;
}

std::vector<Task> PendingTasks(Ledger& ledger) {
  const Result<PendingPage> page = ledger.LoadPending(SourceId{0}, 1'000'000, 1'000'000);
  return page ? page->tasks : std::vector<Task>();
}

OutcomeFact DoneFact(const Task& task, const Recipe& recipe) {
  OutcomeFact fact;
  fact.source = task.source;
  fact.version = task.version;
  fact.worker = "w1";
  fact.outcome.kind = Outcome::Kind::kDone;
  for (size_t i = 0; i < recipe.derivatives.size(); ++i) {
    if (!task.lacks.Has(i)) continue;
    const std::string key =
        *ClaimedKey(KeyTemplate(recipe.derivatives[i], task.otherwise.Has(i)), task.key);
    fact.outcome.outputs.push_back({static_cast<uint32_t>(i), key, 100 + i, 20, 10, DigestOf(key)});
  }
  fact.outcome.times.microseconds = {1, 2, 3, 4, 5, 6};
  return fact;
}

OutcomeFact FailedFact(const Task& task, SourceState state, Reason reason) {
  OutcomeFact fact;
  fact.source = task.source;
  fact.version = task.version;
  fact.worker = "w2";
  fact.state = state;
  fact.outcome.reason = reason;
  fact.outcome.detail = "because";
  return fact;
}

void LedgerOnDisk::Open(const LedgerOptions& options) {
  Result<OpenedLedger> opened = OpenSqliteLedger(folder(), options);
  ASSERT_TRUE(opened.ok()) << opened.failure().detail;
  opened_ = *std::move(opened);
}

void LedgerOnDisk::Close(RunEnd end) {
  EXPECT_TRUE(ledger().Close(end).ok());
  opened_ = {};
}

void LedgerOnDisk::Intake(const std::vector<std::string>& keys, uint64_t size) {
  std::vector<ListedObject> objects;
  for (const std::string& key : keys) objects.push_back({key, {size, 1, ""}});
  EXPECT_TRUE(ledger().Intake(objects).ok());
}

bool LedgerOnDisk::Record(const Fact& fact) {
  const Result<std::vector<bool>> counted = ledger().Record({fact});
  return counted.ok() && counted->front();
}

void LedgerOnDisk::ExpectTalliesAreTrue() {
  SqlReader reader(path());
  EXPECT_EQ(reader.Rows("SELECT state, reason, sources, bytes FROM tally WHERE sources <> 0"
                        " ORDER BY state, reason"),
            reader.Rows("SELECT state, CASE WHEN state IN ('skipped', 'failed', 'quarantined')"
                        " THEN reason ELSE '' END AS why, count(*), sum(size) FROM source"
                        " GROUP BY state, why ORDER BY state, why"));
  EXPECT_EQ(reader.Rows("SELECT warning, sources FROM warning_tally WHERE sources <> 0"
                        " ORDER BY warning"),
            reader.Rows("SELECT substr(warnings, 1, instr(warnings || ',', ',') - 1) AS first,"
                        " count(*) FROM source WHERE state = 'done' AND warnings <> ''"
                        " GROUP BY first ORDER BY first"));
  EXPECT_EQ(reader.Value("SELECT coalesce(sum(sources), 0) FROM note_tally WHERE note = "
                         "'otherwise'"),
            reader.Value("SELECT count(*) FROM source WHERE state = 'done' AND otherwise <> 0"));
  EXPECT_EQ(reader.Rows("SELECT * FROM output_tally WHERE outputs <> 0 ORDER BY derivative"),
            reader.Rows("SELECT derivative, count(*), sum(bytes),"
                        " sum(state = 'done' AND made_by <> 0),"
                        " sum((state = 'done' AND made_by <> 0) * bytes),"
                        " sum(state = 'gone'), sum((state = 'gone') * bytes)"
                        " FROM output JOIN source ON source.id = source_id"
                        " GROUP BY derivative ORDER BY derivative"));
}

}  // namespace photomill
