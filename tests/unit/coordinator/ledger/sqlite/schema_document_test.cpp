// SCHEMA.md is correct: it names every table and column, and its queries run.
#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "tests/unit/coordinator/ledger/sqlite/ledger_run.h"

namespace photomill {
namespace {

std::string Document() {
  std::ifstream file(PHOTOMILL_SCHEMA_DOCUMENT);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<std::string> Queries() {
  std::vector<std::string> queries;
  const std::string text = Document();
  const std::string open = "```sql\n";
  for (size_t at = text.find(open); at != std::string::npos; at = text.find(open, at)) {
    at += open.size();
    queries.push_back(text.substr(at, text.find("```", at) - at));
  }
  return queries;
}

// The part of the document below the table's heading.
std::string Section(const std::string& table) {
  const std::string text = Document();
  size_t start = text.find("\n### " + table + "\n");
  if (start == std::string::npos) start = text.find("\n### " + table + " (a view)\n");
  if (start == std::string::npos) return {};
  return text.substr(start, text.find("\n## ", start + 1) - start)
      .substr(0, text.find("\n### ", start + 1) - start);
}

class SchemaDocument : public LedgerOnDisk {
 protected:
  // A ledger with rows of every kind.
  void SetUp() override {
    Open();
    Intake({"2019/a.jpg", "2019/a.png", "b.jpg", "text.jpg"});
    const std::vector<Task> tasks = PendingTasks(ledger());
    EXPECT_TRUE(Record(DoneWithAWarning(tasks[0])));
    EXPECT_TRUE(Record(FailedFact(tasks[1], SourceState::kFailed, Reason::kCorrupt)));
    Close(RunEnd::kFinishedWithFailures);
    Open();
    Intake({"2019/a.png", "b.jpg", "text.jpg", "2020/sea.jpg"});  // a.jpg was renamed
    const auto everything = [](std::string_view) { return true; };
    EXPECT_TRUE(ledger().EndScan(true, false, everything).ok());
    EXPECT_TRUE(Record(DoneWithAWarning(PendingTasks(ledger()).back())));
    EXPECT_TRUE(ledger().Settle().ok());
    Close(RunEnd::kFinishedWithFailures);
    LedgerOptions photo_only = TestOptions();
    photo_only.recipe.derivatives.pop_back();
    Open(photo_only);
    Close();
  }

  static OutcomeFact DoneWithAWarning(const Task& task) {
    OutcomeFact done = DoneFact(task, DefaultRecipe());
    done.outcome.detail = "its gamma is impossible and was left out";
    done.outcome.warnings = Warning::kColoursLeftOut;
    done.outcome.content = DigestOf("sea");
    return done;
  }
};

TEST_F(SchemaDocument, ItsQueriesRunAndFindSomething) {
  SqlReader reader(path());
  const std::vector<std::string> queries = Queries();
  EXPECT_GE(queries.size(), 5U);
  for (const std::string& query : queries) {
    EXPECT_THAT(reader.Rows(query), ::testing::Not(::testing::IsEmpty())) << query;
  }
}

TEST_F(SchemaDocument, EveryTableAndColumnIsExplained) {
  SqlReader reader(path());
  const auto tables = reader.Rows(
      "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE "
      "'sqlite_%'");
  EXPECT_GE(tables.size(), 12U);
  for (const SqlReader::Row& table : tables) {
    const std::string section = Section(table[0]);
    EXPECT_FALSE(section.empty()) << table[0];
    for (const SqlReader::Row& column :
         reader.Rows("SELECT name FROM pragma_table_info('" + table[0] + "')")) {
      EXPECT_THAT(section, ::testing::HasSubstr("`" + column[0] + "`")) << table[0];
    }
  }
}

TEST_F(SchemaDocument, TheVersionIsThatOfTheProgram) {
  SqlReader reader(path());
  const std::string text = Document();
  EXPECT_THAT(text, ::testing::HasSubstr("(now **" + reader.Value("PRAGMA user_version") + "**)"));
  EXPECT_THAT(text, ::testing::HasSubstr("`PRAGMA application_id` is " +
                                         reader.Value("PRAGMA application_id") + " "));
}

}  // namespace
}  // namespace photomill
