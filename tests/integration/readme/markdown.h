// The parts of a Markdown page that can be checked: blocks of code, links, tables. Knows as much
// Markdown as the project's pages use, and says where each part stands.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace photomill::test {

// A fenced block of code.
struct CodeBlock {
  int line = 0;          // of its first line, as editors count
  std::string language;  // "sh"; empty where the fence names none
  std::string text;      // with all its line ends
};

struct Link {
  int line = 0;
  std::string target;  // "docs/cluster.md#section"
};

// A row of a table: what stands between the bars, trimmed.
using TableRow = std::vector<std::string>;

struct Page {
  std::string name;  // its path below the root of the project
  std::vector<CodeBlock> blocks;
  std::vector<int> indented;       // lines of code that are indented, where a fence should be
  std::vector<Link> links;         // of pictures, too
  std::vector<std::string> words;  // what stands in `single quotes` outside of blocks
  std::vector<std::string> headings;
  std::vector<TableRow> rows;  // of all tables, their heads too; an empty row ends a table
};

Page ReadPage(std::string name, std::string_view text);

// The rows of the table whose head begins with this cell, without the head. Empty where there is
// none.
std::vector<TableRow> TableOf(const Page& page, std::string_view first_cell);

// Without the quotes of `code`.
std::string Unquoted(std::string_view cell);

}  // namespace photomill::test
