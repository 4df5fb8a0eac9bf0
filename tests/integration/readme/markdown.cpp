#include "tests/integration/readme/markdown.h"

#include <algorithm>
#include <optional>
#include <sstream>

namespace photomill::test {
namespace {

constexpr std::string_view kFence = "```";

std::string Trimmed(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t") - first + 1));
}

// The texts between `open` and `close`, one after another.
template <typename Visit>
void ForEachBetween(std::string_view text, std::string_view open, std::string_view close,
                    Visit visit) {
  size_t at = text.find(open);
  while (at != std::string_view::npos) {
    const size_t begin = at + open.size();
    const size_t end = text.find(close, begin);
    if (end == std::string_view::npos) return;
    visit(text.substr(begin, end - begin));
    at = text.find(open, end + close.size());
  }
}

void ReadWords(std::string_view line, Page& page) {
  ForEachBetween(line, "`", "`", [&](auto word) { page.words.emplace_back(word); });
}

void ReadLinks(std::string_view line, int number, Page& page) {
  const auto add = [&](std::string_view target) {
    page.links.push_back({number, std::string(target)});
  };
  ForEachBetween(line, "](", ")", add);
  ForEachBetween(line, "src=\"", "\"", add);
  ForEachBetween(line, "href=\"", "\"", add);
}

void ReadRow(std::string_view line, Page& page) {
  TableRow row;
  std::string cell;
  for (size_t i = 1; i < line.size(); ++i) {
    if (line[i] == '\\' && i + 1 < line.size() && line[i + 1] == '|') continue;
    if (line[i] == '|' && line[i - 1] != '\\') {
      row.push_back(Trimmed(cell));
      cell.clear();
    } else {
      cell += line[i];
    }
  }
  const bool is_ruler = line.find_first_not_of("|-: ") == std::string_view::npos;
  if (!is_ruler) page.rows.push_back(std::move(row));
}

// In a list, a block's lines may be indented as far as its fence.
std::string WithoutIndent(std::string_view line, size_t indent) {
  const size_t text = std::min(line.find_first_not_of(' '), line.size());
  return std::string(line.substr(std::min(indent, text)));
}

}  // namespace

Page ReadPage(std::string name, std::string_view text) {
  Page page;
  page.name = std::move(name);
  std::istringstream lines{std::string(text)};
  std::string line;
  std::optional<CodeBlock> open;
  size_t indent = 0;
  bool after_blank = true;
  for (int number = 1; std::getline(lines, line); ++number) {
    const std::string content = Trimmed(line);
    if (content.starts_with(kFence)) {
      if (open) {
        page.blocks.push_back(*std::move(open));
        open.reset();
      } else {
        open = CodeBlock{number + 1, Trimmed(content.substr(kFence.size())), {}};
        indent = line.find(kFence);
      }
    } else if (open) {
      open->text += WithoutIndent(line, indent) + "\n";
    } else {
      if (after_blank && line.starts_with("    ") && !content.empty()) {
        page.indented.push_back(number);
      }
      if (line.starts_with("#")) page.headings.push_back(Trimmed(line.substr(line.find(' ') + 1)));
      if (line.starts_with("|")) {
        ReadRow(line, page);
      } else if (!page.rows.empty() && !page.rows.back().empty()) {
        page.rows.emplace_back();
      }
      ReadWords(line, page);
      ReadLinks(line, number, page);
    }
    after_blank = content.empty();
  }
  // A block without an end is not shown.
  if (open) page.indented.push_back(open->line);
  return page;
}

std::vector<TableRow> TableOf(const Page& page, std::string_view first_cell) {
  std::vector<TableRow> table;
  const auto head = std::find_if(page.rows.begin(), page.rows.end(), [&](const TableRow& row) {
    return !row.empty() && row.front() == first_cell;
  });
  if (head == page.rows.end()) return table;
  for (auto row = head + 1; row != page.rows.end() && row->size() == head->size(); ++row) {
    table.push_back(*row);
  }
  return table;
}

std::string Unquoted(std::string_view cell) {
  std::string text(cell);
  std::erase(text, '`');
  return text;
}

}  // namespace photomill::test
