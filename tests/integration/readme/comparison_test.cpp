// The figures of the comparison are the measured ones.
#include <gtest/gtest.h>

#include <regex>

#include "tests/integration/readme/pages.h"

namespace photomill::test {
namespace {

// The part of RESULTS.md with this command's figures.
std::string Measured(const std::string& command) {
  const std::string results = ReadProjectFile("tests/bench/RESULTS.md");
  const size_t at = results.find(command);
  if (at == std::string::npos) return {};
  const size_t begin = results.rfind("\n## ", at);
  return results.substr(begin, results.find("\n## ", at) - begin);
}

void ExpectMeasured(const std::string& page_name, const std::string& first_cell) {
  static const std::regex figure("[0-9]+(\\.[0-9]+)?");
  const std::string measured = Measured("./run bench compare");
  ASSERT_FALSE(measured.empty()) << "RESULTS.md has no section on ./run bench compare";
  const std::vector<TableRow> table = TableOf(UserPage(page_name), first_cell);
  EXPECT_FALSE(table.empty()) << page_name;
  for (const TableRow& row : table) {
    for (const std::string& cell : row) {
      for (std::sregex_iterator it(cell.begin(), cell.end(), figure), end; it != end; ++it) {
        EXPECT_TRUE(
            std::regex_search(measured, std::regex("(^|[^0-9.])" + it->str() + "($|[^0-9])")))
            << page_name << " has " << it->str() << " in '" << cell << "', RESULTS.md has not";
      }
    }
  }
}

TEST(ComparisonTest, TheReadmesFiguresWereMeasured) {
  ExpectMeasured("README.md", "64 photographs");
}

}  // namespace
}  // namespace photomill::test
