#include "coordinator/ledger/sqlite/schema.h"

#include <fmt/core.h>

#include <array>

#include "common/base/text.h"

namespace photomill {
namespace {

constexpr const char* kVersion1 = R"sql(
CREATE TABLE migration(
  id TEXT NOT NULL,
  source_url TEXT NOT NULL,
  destination_url TEXT NOT NULL,
  created_at INTEGER NOT NULL);

CREATE TABLE run(
  id INTEGER PRIMARY KEY,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  ended_as TEXT,
  recipe INTEGER NOT NULL,
  host TEXT NOT NULL,
  process INTEGER NOT NULL,
  queue_us INTEGER NOT NULL,
  fetch_us INTEGER NOT NULL,
  decode_us INTEGER NOT NULL,
  derive_us INTEGER NOT NULL,
  encode_us INTEGER NOT NULL,
  publish_us INTEGER NOT NULL);

CREATE TABLE recipe(
  id INTEGER PRIMARY KEY,
  digest TEXT NOT NULL,
  definitions TEXT UNIQUE NOT NULL,
  text TEXT NOT NULL,
  first_run INTEGER NOT NULL);

CREATE TABLE derivative(
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  digest TEXT NOT NULL,
  text TEXT NOT NULL,
  wanted INTEGER NOT NULL,
  changed_run INTEGER NOT NULL,
  UNIQUE(name, digest));

CREATE TABLE source(
  id INTEGER PRIMARY KEY,
  key TEXT UNIQUE NOT NULL,
  size INTEGER NOT NULL,
  mtime_ns INTEGER NOT NULL,
  version TEXT NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  crashes INTEGER NOT NULL,
  reason TEXT NOT NULL,
  detail TEXT NOT NULL,
  worker TEXT NOT NULL,
  lacks INTEGER NOT NULL,
  recipe INTEGER NOT NULL,
  scan INTEGER NOT NULL);

CREATE TABLE output(
  source_id INTEGER NOT NULL,
  derivative TEXT NOT NULL,
  key TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  digest TEXT NOT NULL,
  made_by INTEGER NOT NULL,
  PRIMARY KEY(source_id, derivative)) WITHOUT ROWID;

CREATE TABLE claim(
  key TEXT PRIMARY KEY NOT NULL,
  source_id INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE replaced(
  key TEXT PRIMARY KEY NOT NULL,
  source_id INTEGER NOT NULL,
  derivative TEXT NOT NULL,
  run INTEGER NOT NULL) WITHOUT ROWID;

CREATE VIEW orphan(key, source_id, derivative, run) AS
  SELECT key, source_id, derivative, run FROM replaced
  UNION ALL
  SELECT key, source_id, derivative,
         (SELECT max(changed_run) FROM derivative WHERE name = output.derivative)
  FROM output
  WHERE derivative NOT IN (SELECT name FROM derivative WHERE wanted = 1)
    AND made_by NOT IN (SELECT old.id FROM derivative AS old JOIN derivative AS now
                        ON old.digest = now.digest AND now.wanted = 1);

CREATE TABLE scan_error(
  key TEXT NOT NULL,
  reason TEXT NOT NULL,
  detail TEXT NOT NULL,
  run INTEGER NOT NULL);

CREATE TABLE worker(
  name TEXT NOT NULL,
  host TEXT NOT NULL,
  process INTEGER NOT NULL,
  slots INTEGER NOT NULL,
  state TEXT NOT NULL,
  tasks_done INTEGER NOT NULL,
  tasks_failed INTEGER NOT NULL,
  joined_at INTEGER NOT NULL,
  heard_at INTEGER NOT NULL);

CREATE TABLE tally(
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  sources INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  PRIMARY KEY(state, reason)) WITHOUT ROWID;

CREATE TABLE output_tally(
  derivative TEXT PRIMARY KEY NOT NULL,
  outputs INTEGER NOT NULL,
  bytes INTEGER NOT NULL) WITHOUT ROWID;
)sql";

constexpr const char* kVersion2 = R"sql(
CREATE TABLE death(id TEXT UNIQUE NOT NULL);
)sql";

// Counts the warnings in older ledgers by the texts that they had then.
constexpr const char* kVersion3 = R"sql(
CREATE TABLE warning_tally(
  warning TEXT PRIMARY KEY NOT NULL,
  sources INTEGER NOT NULL) WITHOUT ROWID;

INSERT INTO warning_tally
  SELECT CASE WHEN substr(detail, 1, 16) = 'partly decoded: ' THEN 'partly_decoded'
              WHEN instr(detail, ' and was left out') > 0 THEN 'colours_left_out'
              WHEN instr(detail, ', of which the ') > 0 THEN 'one_of_several'
              ELSE 'other' END, count(*)
  FROM source WHERE state = 'done' AND detail <> '' GROUP BY 1;
)sql";

// Names: which source waits for which, and which files of this migration have no row in `output`.
// Data that older ledgers did not record is empty; outputs of older versions have revision 1.
constexpr const char* kVersion4 = R"sql(
ALTER TABLE migration ADD COLUMN names TEXT NOT NULL DEFAULT '';
ALTER TABLE run ADD COLUMN selection TEXT NOT NULL DEFAULT '';
ALTER TABLE run ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
ALTER TABLE recipe ADD COLUMN full_text TEXT NOT NULL DEFAULT '';
ALTER TABLE source ADD COLUMN content TEXT NOT NULL DEFAULT '';
ALTER TABLE source ADD COLUMN format TEXT NOT NULL DEFAULT '';
ALTER TABLE source ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
ALTER TABLE source ADD COLUMN otherwise INTEGER NOT NULL DEFAULT 0;
ALTER TABLE source ADD COLUMN waits TEXT NOT NULL DEFAULT '';
ALTER TABLE source ADD COLUMN outputs INTEGER NOT NULL DEFAULT -1;
ALTER TABLE source ADD COLUMN first_scan INTEGER NOT NULL DEFAULT 0;
ALTER TABLE source ADD COLUMN decided INTEGER NOT NULL DEFAULT 0;
ALTER TABLE output ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
ALTER TABLE replaced ADD COLUMN digest TEXT NOT NULL DEFAULT '';

CREATE TABLE waiter(
  source_id INTEGER PRIMARY KEY,
  holder INTEGER NOT NULL);
CREATE INDEX waiter_holder ON waiter(holder, source_id);

CREATE TABLE wish(
  key TEXT NOT NULL,
  source_id INTEGER NOT NULL,
  PRIMARY KEY(key, source_id)) WITHOUT ROWID;

CREATE TABLE own_file(
  name TEXT NOT NULL,
  digest TEXT NOT NULL,
  key TEXT NOT NULL,
  PRIMARY KEY(name, digest)) WITHOUT ROWID;

CREATE TABLE note_tally(
  note TEXT NOT NULL,
  format TEXT NOT NULL,
  sources INTEGER NOT NULL,
  PRIMARY KEY(note, format)) WITHOUT ROWID;
)sql";

// Numbers: outputs are counted by their sources' states, and the work of each run is counted. Runs
// of older versions have no counts of their own.
constexpr const char* kVersion5Numbers = R"sql(
ALTER TABLE run ADD COLUMN alive_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE output_tally ADD COLUMN done_outputs INTEGER NOT NULL DEFAULT 0;
ALTER TABLE output_tally ADD COLUMN done_bytes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE output_tally ADD COLUMN gone_outputs INTEGER NOT NULL DEFAULT 0;
ALTER TABLE output_tally ADD COLUMN gone_bytes INTEGER NOT NULL DEFAULT 0;

UPDATE output_tally SET
    done_outputs = counted.done_outputs, done_bytes = counted.done_bytes,
    gone_outputs = counted.gone_outputs, gone_bytes = counted.gone_bytes
  FROM (SELECT derivative,
               sum(state = 'done') AS done_outputs,
               sum(CASE WHEN state = 'done' THEN bytes ELSE 0 END) AS done_bytes,
               sum(state = 'gone') AS gone_outputs,
               sum(CASE WHEN state = 'gone' THEN bytes ELSE 0 END) AS gone_bytes
        FROM output JOIN source ON source.id = output.source_id GROUP BY derivative) AS counted
  WHERE counted.derivative = output_tally.derivative;

CREATE TABLE run_tally(
  run INTEGER NOT NULL,
  what TEXT NOT NULL,
  sources INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  PRIMARY KEY(run, what)) WITHOUT ROWID;

DROP VIEW orphan;
CREATE VIEW orphan(key, source_id, derivative, run) AS
  SELECT key, source_id, derivative, run FROM replaced
  UNION ALL
  SELECT output.key, source_id, derivative,
         CASE source.state
           WHEN 'gone' THEN (SELECT min(id) FROM run WHERE id > source.scan)
           ELSE (SELECT max(changed_run) FROM derivative WHERE name = output.derivative) END
  FROM output JOIN source ON source.id = output.source_id
  WHERE source.state = 'gone'
     OR (derivative NOT IN (SELECT name FROM derivative WHERE wanted = 1)
         AND made_by NOT IN (SELECT old.id FROM derivative AS old JOIN derivative AS now
                             ON old.digest = now.digest AND now.wanted = 1));
)sql";

// Third-party files that count as outputs. They are never orphans, since nobody should remove them.
// Outputs that will be replaced no longer count as outputs. Waiting sources wait in the order of
// the listing; no run continues with the waiters of another.
constexpr const char* kVersion6 = R"sql(
ALTER TABLE output ADD COLUMN found INTEGER NOT NULL DEFAULT 0;

UPDATE output_tally SET
    done_outputs = done_outputs - stale.outputs, done_bytes = done_bytes - stale.bytes
  FROM (SELECT derivative, count(*) AS outputs, sum(output.bytes) AS bytes
        FROM output JOIN source ON source.id = output.source_id
        WHERE output.made_by = 0 AND source.state = 'done' GROUP BY derivative) AS stale
  WHERE stale.derivative = output_tally.derivative;

DROP VIEW orphan;
CREATE VIEW orphan(key, source_id, derivative, run) AS
  SELECT key, source_id, derivative, run FROM replaced
  UNION ALL
  SELECT output.key, source_id, derivative,
         CASE source.state
           WHEN 'gone' THEN (SELECT min(id) FROM run WHERE id > source.scan)
           ELSE (SELECT max(changed_run) FROM derivative WHERE name = output.derivative) END
  FROM output JOIN source ON source.id = output.source_id
  WHERE output.found = 0
    AND (source.state = 'gone'
         OR (derivative NOT IN (SELECT name FROM derivative WHERE wanted = 1)
             AND made_by NOT IN (SELECT old.id FROM derivative AS old JOIN derivative AS now
                                 ON old.digest = now.digest AND now.wanted = 1)));

DROP TABLE waiter;
CREATE TABLE waiter(
  turn INTEGER PRIMARY KEY,
  source_id INTEGER UNIQUE NOT NULL,
  holder INTEGER NOT NULL,
  gave_up INTEGER NOT NULL);
CREATE INDEX waiter_holder ON waiter(holder, turn);
)sql";

// Texts for users become values: the kinds of warnings, and the standing of a worker. The texts of
// warnings are parsed here, once, part by part as workers of older versions wrote them. If a source
// has a reason, its text belongs to a failure.
constexpr const char* kVersion7 = R"sql(
ALTER TABLE source ADD COLUMN warnings TEXT NOT NULL DEFAULT '';
ALTER TABLE worker ADD COLUMN standing TEXT NOT NULL DEFAULT '';

WITH RECURSIVE
  part(id, words, rest) AS (
    SELECT id, '', detail || '; ' FROM source WHERE detail <> '' AND reason = ''
    UNION ALL
    SELECT id, substr(rest, 1, instr(rest, '; ') - 1), substr(rest, instr(rest, '; ') + 2)
    FROM part WHERE rest <> ''),
  kind(id, word) AS (
    SELECT id,
      CASE WHEN substr(words, 1, 16) = 'partly decoded: ' THEN 'partly_decoded'
           WHEN substr(words, 1, 9) IN ('its EXIF ', 'its IPTC ')
             OR substr(words, 1, 8) = 'its XMP '
             OR substr(words, 1, 21) = 'what metadata it has ' THEN 'metadata_left_out'
           WHEN instr(words, ' and was left out') > 0
             OR substr(words, 1, 32) = 'its colour profile is too large ' THEN 'colours_left_out'
           WHEN instr(words, ', of which the ') > 0 THEN 'one_of_several'
           WHEN instr(words, ': the source''s own bytes, ') > 0 THEN 'source_kept'
           ELSE 'other' END
    FROM part WHERE words <> ''),
  said(id, partly, colours, metadata, several, other, kept) AS (
    SELECT id, max(word = 'partly_decoded'), max(word = 'colours_left_out'),
           max(word = 'metadata_left_out'), max(word = 'one_of_several'),
           max(word = 'other'), max(word = 'source_kept')
    FROM kind GROUP BY id)
UPDATE source SET warnings = substr(
    iif(partly, ',partly_decoded', '') || iif(colours, ',colours_left_out', '') ||
    iif(metadata, ',metadata_left_out', '') || iif(several, ',one_of_several', '') ||
    -- What else the decoder said of a damaged one belongs to the damage.
    iif(other AND NOT partly, ',other', '') || iif(kept, ',source_kept', ''), 2)
  FROM said WHERE said.id = source.id;

DELETE FROM warning_tally;
INSERT INTO warning_tally
  SELECT substr(warnings, 1, instr(warnings || ',', ',') - 1), count(*)
  FROM source WHERE state = 'done' AND warnings <> '' GROUP BY 1;
)sql";

// What users ask about single photos, and about the running work.
constexpr const char* kVersion8 = R"sql(
ALTER TABLE source ADD COLUMN decided_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE source ADD COLUMN queue_us INTEGER NOT NULL DEFAULT 0;
ALTER TABLE source ADD COLUMN fetch_us INTEGER NOT NULL DEFAULT 0;
ALTER TABLE source ADD COLUMN decode_us INTEGER NOT NULL DEFAULT 0;
ALTER TABLE source ADD COLUMN derive_us INTEGER NOT NULL DEFAULT 0;
ALTER TABLE source ADD COLUMN encode_us INTEGER NOT NULL DEFAULT 0;
ALTER TABLE source ADD COLUMN publish_us INTEGER NOT NULL DEFAULT 0;

CREATE TABLE attempt(
  source_id INTEGER NOT NULL,
  nth INTEGER NOT NULL,
  at INTEGER NOT NULL,
  run INTEGER NOT NULL,
  worker TEXT NOT NULL,
  reason TEXT NOT NULL,
  detail TEXT NOT NULL,
  PRIMARY KEY(source_id, nth)) WITHOUT ROWID;

CREATE TABLE progress(
  at INTEGER NOT NULL,
  rate REAL NOT NULL,
  average REAL NOT NULL,
  remaining_s REAL,
  in_flight INTEGER NOT NULL,
  listed INTEGER NOT NULL,
  scan_ended INTEGER NOT NULL,
  paused TEXT NOT NULL,
  bound_by TEXT NOT NULL,
  bottleneck TEXT NOT NULL,
  rate_with_worker REAL,
  rate_with_thread REAL);
)sql";

constexpr std::array kSteps = {SchemaStep{kVersion1},        SchemaStep{kVersion2},
                               SchemaStep{kVersion3},        SchemaStep{kVersion4},
                               SchemaStep{kVersion5Numbers}, SchemaStep{kVersion6},
                               SchemaStep{kVersion7},        SchemaStep{kVersion8}};

Status Refuse(const Database& database, const std::string& why) {
  return Invalid(fmt::format("{} {}", Escaped(database.path()), why));
}

}  // namespace

std::span<const SchemaStep> SchemaSteps() {
  return kSteps;
}

Status CheckSchema(Database& database, std::span<const SchemaStep> steps) {
  const int64_t application = database.Number("PRAGMA application_id");
  const int64_t version = database.Number("PRAGMA user_version");
  const int64_t tables = database.Number("SELECT count(*) FROM sqlite_schema");
  if (database.failure()) return *database.failure();
  const bool is_new = application == 0 && version == 0 && tables == 0;
  if (!is_new && application != kApplicationId) {
    return Refuse(database,
                  "is a database of another program: name another directory with --state");
  }
  const auto newest = static_cast<int64_t>(steps.size());
  if (version > newest) {
    return Refuse(database, fmt::format("is a ledger of a newer version (schema {}, but this "
                                        "version only knows {}): run the newer version",
                                        version, newest));
  }
  if (version < 0) return DamagedLedger(database.path(), fmt::format("its schema is {}", version));
  return {};
}

Status BringSchemaUpToDate(Database& database, std::span<const SchemaStep> steps) {
  const int64_t version = database.Number("PRAGMA user_version");
  if (database.failure()) return *database.failure();
  if (version == static_cast<int64_t>(steps.size())) return {};
  database.Begin();
  for (auto step = static_cast<size_t>(version); step < steps.size(); ++step) {
    database.Run(steps[step].sql);
  }
  database.Run(("PRAGMA application_id = " + std::to_string(kApplicationId)).c_str());
  database.Run(("PRAGMA user_version = " + std::to_string(steps.size())).c_str());
  database.Commit();
  if (!database.failure()) return {};
  database.Rollback();
  return *database.failure();
}

}  // namespace photomill
