#include "common/command_line/help.h"

#include <algorithm>
#include <cstdio>

namespace photomill {
namespace {

constexpr size_t kIndent = 2;
constexpr size_t kGap = 2;           // between the two columns of a table
constexpr size_t kFirstColumn = 30;  // a longer entry has its text on the next line

// Width on a terminal, for text without wide characters: counts bytes that start a character.
size_t Columns(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

// Wraps `text` between words. The first line starts at the current column `start`; the others are
// indented by `indent`.
void AppendWrapped(std::string& out, std::string_view text, size_t start, size_t indent,
                   size_t columns) {
  size_t column = start;
  bool line_is_empty = true;
  while (!text.empty()) {
    const size_t end = text.find(' ');
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (word.empty()) continue;
    if (!line_is_empty && column + 1 + Columns(word) > columns) {
      out += "\n" + std::string(indent, ' ');
      column = indent;
      line_is_empty = true;
    }
    if (!line_is_empty) {
      out += ' ';
      ++column;
    }
    out += word;
    column += Columns(word);
    line_is_empty = false;
  }
  out += '\n';
}

struct TableRow {
  std::string left;
  std::string_view right;
};

void AppendTable(std::string& out, const std::vector<TableRow>& rows, size_t columns) {
  size_t width = 0;
  for (const TableRow& row : rows) {
    if (Columns(row.left) <= kFirstColumn) width = std::max(width, Columns(row.left));
  }
  const size_t text_column = kIndent + width + kGap;
  for (const TableRow& row : rows) {
    out += std::string(kIndent, ' ') + row.left;
    if (Columns(row.left) <= width) {
      out += std::string(width - Columns(row.left) + kGap, ' ');
    } else {
      out += "\n" + std::string(text_column, ' ');
    }
    AppendWrapped(out, row.right, text_column, text_column, columns);
  }
}

std::string FlagText(const HelpFlag& flag) {
  return "--" + flag.name + (flag.value.empty() ? "" : "=" + flag.value);
}

}  // namespace

std::string RenderHelp(const HelpPage& page, size_t columns) {
  std::string out;
  AppendWrapped(out, page.summary, 0, 0, columns);
  if (!page.usage.empty()) out += '\n';
  for (const std::string& line : page.usage) {
    out += std::string(kIndent, ' ');
    AppendWrapped(out, line, kIndent, kIndent + 4, columns);
  }
  for (const std::string& paragraph : page.text) {
    out += '\n';
    if (paragraph.starts_with(' ')) {
      out += paragraph + "\n";
    } else {
      AppendWrapped(out, paragraph, 0, 0, columns);
    }
  }
  if (!page.flags.empty()) {
    out += "\nFlags:\n";
    std::vector<TableRow> rows;
    rows.reserve(page.flags.size());
    for (const HelpFlag& flag : page.flags) rows.push_back({FlagText(flag), flag.text});
    AppendTable(out, rows, columns);
  }
  return out;
}

std::string RenderOverview(std::string_view head, const std::vector<HelpPage>& pages,
                           std::string_view foot, size_t columns) {
  std::string out;
  AppendWrapped(out, head, 0, 0, columns);
  out += '\n';
  std::vector<TableRow> rows;
  rows.reserve(pages.size());
  for (const HelpPage& page : pages) rows.push_back({page.command, page.summary});
  AppendTable(out, rows, columns);
  if (!foot.empty()) {
    out += '\n';
    AppendWrapped(out, foot, 0, 0, columns);
  }
  return out;
}

void PrintHelp(const HelpPage& page) {
  std::fputs(RenderHelp(page).c_str(), stdout);
}

void PrintOverview(std::string_view head, const std::vector<HelpPage>& pages,
                   std::string_view foot) {
  std::fputs(RenderOverview(head, pages, foot).c_str(), stdout);
}

}  // namespace photomill
