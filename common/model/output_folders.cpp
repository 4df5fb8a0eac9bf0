#include "common/model/output_folders.h"

#include <set>

namespace photomill {

std::string LiteralFolder(std::string_view key_template) {
  std::string literal;
  for (size_t i = 0; i < key_template.size(); ++i) {
    const char c = key_template[i];
    const bool is_brace = c == '{' || c == '}';
    // A literal brace is written twice; a single one begins a field.
    if (is_brace && (i + 1 == key_template.size() || key_template[++i] != c)) break;
    literal += c;
  }
  const size_t slash = literal.rfind('/');
  literal.resize(slash == std::string::npos ? 0 : slash);
  return literal;
}

std::vector<std::string> LiteralFolders(const Recipe& recipe) {
  std::set<std::string> folders;
  for (const Derivative& derivative : recipe.derivatives) {
    folders.insert(LiteralFolder(derivative.key));
    if (!derivative.otherwise.empty()) folders.insert(LiteralFolder(derivative.otherwise));
  }
  return {folders.begin(), folders.end()};
}

}  // namespace photomill
