#include "coordinator/core/try_command.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/base/limits.h"
#include "common/base/text.h"

namespace photomill {
namespace {

constexpr std::string_view kInGeneral = "photomill worker --try=FILE";

std::string FlagsOf(const SourceRules& rules) {
  const SourceRules usual;
  std::string flags;
  if (!(rules.formats == usual.formats)) {
    for (const std::string_view word : FormatWords(rules.formats)) {
      flags += flags.empty() ? " --formats=" : ",";
      flags += word;
    }
  }
  if (rules.accept_partial) flags += " --accept_partial";
  for (const SizeLimitFlag& flag : kSizeLimitFlags) {
    const uint64_t limit = rules.size.*flag.limit;
    if (limit == usual.size.*flag.limit) continue;
    flags += fmt::format(" --{}={}", flag.name, limit);
  }
  return flags;
}

}  // namespace

std::string TryCommand(std::string_view source_url, std::string_view key,
                       std::string_view recipe_file, const SourceRules& rules) {
  if (source_url.find("://") != std::string_view::npos) return {};
  std::string path(source_url);
  path += '/';
  path += key;
  std::string command = "photomill worker --try=" + ShellQuoted(path);
  if (!recipe_file.empty()) command += " --recipe=" + ShellQuoted(recipe_file);
  return command + FlagsOf(rules);
}

std::string QuarantineText(std::string_view death, uint32_t crashes, const std::string& command) {
  const std::string times =
      crashes == 1 ? "; it did so once. " : fmt::format("; it did so {} times. ", crashes);
  constexpr std::string_view kToSee = "To see it again: ";
  const std::string_view shown = command.empty() ? kInGeneral : std::string_view(command);
  const size_t around = times.size() + kToSee.size();
  const bool fits = death.size() + around + shown.size() <= limits::kDetailBytesMax;
  const std::string_view told = fits ? shown : kInGeneral;
  size_t room = std::min(death.size(), limits::kDetailBytesMax - around - told.size());
  // No character is cut in half.
  while (room > 0 && room < death.size() &&
         (static_cast<unsigned char>(death[room]) & 0xC0) == 0x80) {
    --room;
  }
  std::string text(death.substr(0, room));
  text += times;
  text += kToSee;
  text += told;
  return text;
}

}  // namespace photomill
