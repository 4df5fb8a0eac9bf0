// The parts of a Markdown page that can be checked: blocks of code, links, tables. Understands as
// much Markdown as the project's pages use, and records where each part is.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace photomill::test {

// A fenced block of code.
struct CodeBlock {
  int line = 0;          // of its first line, as editors count
  std::string language;  // "sh"; empty if the fence names none
  std::string text;      // with all its line ends
};

struct Link {
  int line = 0;
  std::string target;  // "docs/cluster.md#section"
};

// A row of a table: the cells between the bars, trimmed.
using TableRow = std::vector<std::string>;

struct Page {
  std::string name;  // its path below the project's root
  std::vector<CodeBlock> blocks;
  std::vector<int> indented;       // lines of code that are indented, where a fence should be
  std::vector<Link> links;         // including images
  std::vector<std::string> words;  // words in `single quotes` outside of blocks
  std::vector<std::string> headings;
  std::vector<TableRow> rows;  // of all tables, with their heads; an empty row ends a table
};

Page ReadPage(std::string name, std::string_view text);

// The rows of the table whose head begins with this cell, without the head. Empty if there is no
// such table.
std::vector<TableRow> TableOf(const Page& page, std::string_view first_cell);

// Without the quotes of `code`.
std::string Unquoted(std::string_view cell);

}  // namespace photomill::test
