// Every command on the pages works, typed exactly as shown (stage.h lists the exceptions). A page
// is one session: its commands are run from top to bottom in one folder.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <vector>

#include "tests/integration/readme/pages.h"
#include "tests/integration/readme/session.h"
#include "tests/integration/support/ledger_view.h"
#include "tests/integration/support/processes.h"

namespace photomill::test {
namespace {

// Commands that change the machine itself, and the test that tries them in another way. A row whose
// block no longer exists fails, and so does a block that neither runs here nor has a row.
struct Elsewhere {
  const char* page;
  const char* begins;  // the block's text
  const char* test;    // a file of the project
};

constexpr std::array<Elsewhere, 3> kElsewhere = {{
    // It would build and run this test. ContractTest checks that its commands are there.
    {"README.md", "./run demo", "tests/integration/readme/contract_test.cpp"},
    // They set up services. The units and the examples are checked without a running systemd.
    {"deploy/README.md", "install -D -m 644 coordinator",
     "tests/integration/systemd/units_test.cpp"},
    {"deploy/README.md", "install -D -m 600 join", "tests/integration/systemd/units_test.cpp"},
}};

const Elsewhere* RowOf(const Page& page, const CodeBlock& block) {
  for (const Elsewhere& row : kElsewhere) {
    if (page.name == row.page && block.text.starts_with(row.begins)) return &row;
  }
  return nullptr;
}

class CommandsTest : public testing::TestWithParam<std::string> {};

TEST_P(CommandsTest, WorkFromTopToBottom) {
  const Page& page = UserPage(GetParam());
  Session session(page);
  for (const CodeBlock& block : page.blocks) {
    if (block.language == "hosts") session.KeepHosts(block);
    if (block.language != "sh" || RowOf(page, block) != nullptr) continue;
    ASSERT_NO_FATAL_FAILURE(session.Type(block));
  }
  session.End();
  EXPECT_EQ(ProcessesLeft(), "");
  if (!session.left_out().empty()) GTEST_SKIP() << "all except the hosts: " << session.left_out();
}

std::vector<std::string> PageNames() {
  std::vector<std::string> names;
  for (const Page& page : UserPages()) names.push_back(page.name);
  return names;
}

std::string TestName(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '/' || c == '.' || c == '-'; }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Pages, CommandsTest, testing::ValuesIn(PageNames()), TestName);

TEST(ElsewhereTest, EveryRowHasItsBlockAndItsTest) {
  for (const Elsewhere& row : kElsewhere) {
    const Page& page = UserPage(row.page);
    EXPECT_TRUE(std::any_of(page.blocks.begin(), page.blocks.end(),
                            [&](const CodeBlock& block) { return RowOf(page, block) == &row; }))
        << row.page << " has no block that begins with " << row.begins;
    EXPECT_FALSE(ReadProjectFile(row.test).empty()) << row.test;
  }
}

TEST(QueriesTest, EveryQueryThatIsShownWorks) {
  const Stage stage;
  const Ended ended = stage.Run("photomill run SRC DST --progress=none");
  ASSERT_TRUE(ended.Exited(0)) << ended.All();
  const LedgerView ledger(stage.folder().At("DST/.photomill"));
  const std::string schema = "coordinator/ledger/SCHEMA.md";
  std::vector<Page> pages = UserPages();
  pages.push_back(ReadPage(schema, ReadProjectFile(schema)));
  int queries = 0;
  for (const Page& page : pages) {
    for (const CodeBlock& block : page.blocks) {
      if (block.language != "sql") continue;
      EXPECT_NO_THROW((void)ledger.Rows(block.text)) << Place(page, block.line);
      ++queries;
    }
  }
  EXPECT_GT(queries, 0);
}

}  // namespace
}  // namespace photomill::test
