#include "common/storage/migration_mark.h"

#include "common/base/text.h"
#include "common/storage/object_store.h"

namespace photomill {
namespace {

void AddLine(std::string& text, std::string_view word, std::string_view value) {
  text += word;
  text += ' ';
  text += Escaped(value);
  text += '\n';
}

std::string_view TakeLine(std::string_view& text) {
  const size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

}  // namespace

std::string MarkKey(std::string_view migration_id) {
  return std::string(kTokenFolder) + "/" + std::string(migration_id);
}

std::string RenderMark(const MigrationMark& mark) {
  std::string text = mark.token + "\n";
  AddLine(text, "source", mark.source);
  AddLine(text, "state", mark.state);
  AddLine(text, "host", mark.host);
  for (const std::string& folder : mark.outputs) AddLine(text, "outputs", folder);
  if (mark.unchecked) AddLine(text, "unchecked", "yes");
  return text;
}

MigrationMark ParseMark(std::string_view text) {
  MigrationMark mark;
  mark.token = TakeLine(text);
  while (!text.empty()) {
    const std::string_view line = TakeLine(text);
    const size_t space = line.find(' ');
    if (space == std::string_view::npos) continue;
    const std::string_view word = line.substr(0, space);
    std::string value = Unescaped(line.substr(space + 1));
    if (word == "source")
      mark.source = std::move(value);
    else if (word == "state")
      mark.state = std::move(value);
    else if (word == "host")
      mark.host = std::move(value);
    else if (word == "outputs")
      mark.outputs.push_back(std::move(value));
    else if (word == "unchecked")
      mark.unchecked = true;
  }
  return mark;
}

std::string TokenIn(std::string_view text) {
  return std::string(TakeLine(text));
}

}  // namespace photomill
