// What a join file and an admin file have in common: a first line with the kind of file, and lines
// for the migration, its addresses and keys. Their failures never quote a value, because it could be
// a key. Internal to common/wire.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/base/secret.h"
#include "common/wire/word_lines.h"

namespace photomill {

class KeyFileKind {
 public:
  // `name`: "join file", with its article; `word`: the word of its first line; `file`: its name in
  // the state directory; `address_forms`: the addresses that it can have.
  constexpr KeyFileKind(std::string_view article, std::string_view name, std::string_view word,
                        std::string_view file, std::string_view address_forms)
      : article_(article), name_(name), word_(word), file_(file), address_forms_(address_forms) {}

  // The first line. All kinds have version 1.
  void AddFirstLine(std::string& text) const;
  // The lines after the first one. Fails if it is a file of another kind or version.
  [[nodiscard]] Result<std::vector<WordLine>> LinesOf(const Secret& text) const;

  [[nodiscard]] Failure Damaged(std::string_view what) const;
  [[nodiscard]] Failure Missing(std::string_view word) const;
  [[nodiscard]] Failure DamagedLine(const WordLine& line, std::string_view what) const;
  [[nodiscard]] Failure UnknownWord(const WordLine& line) const;

  // Each takes the value of a line.
  Status TakeKey(const WordLine& line, std::string& key) const;
  Status TakeMigration(const WordLine& line, std::string& id) const;
  Status TakeAddress(const WordLine& line, std::vector<std::string>& addresses) const;

 private:
  const std::string_view article_;
  const std::string_view name_;
  const std::string_view word_;
  const std::string_view file_;
  const std::string_view address_forms_;
};

// The words of lines that both kinds have.
inline constexpr std::string_view kMigrationWord = "migration";
inline constexpr std::string_view kAddressWord = "address";
inline constexpr std::string_view kServerKeyWord = "server-key";

}  // namespace photomill
