#include "common/command_line/arguments.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include <fmt/core.h>
#include <gflags/gflags.h>

#include "common/base/check.h"
#include "common/base/text.h"
#include "common/command_line/byte_count.h"

namespace photomill {
namespace {

// One flag as typed.
struct GivenFlag {
  std::string name;
  std::string value;
  std::string typed;  // "--name=value", for messages
};

struct TypeWords {
  std::string_view type;  // gflags' word
  std::string_view wants;
};
constexpr std::array<TypeWords, 7> kTypeWords = {{{"bool", "true or false"},
                                                  {"int32", "a whole number"},
                                                  {"uint32", "a whole number, 0 or more"},
                                                  {"int64", "a whole number"},
                                                  {"uint64", "a whole number, 0 or more"},
                                                  {"double", "a number"},
                                                  {"string", "text"}}};

// Flags whose value is a number of bytes.
constexpr std::array<std::string_view, 2> kByteFlags = {"memory", "max_file_bytes"};

// Flags with units as they were typed, of which gflags only keeps the numbers.
std::map<std::string, GivenFlag>& TypedByteFlags() {
  static std::map<std::string, GivenFlag> typed;
  return typed;
}

bool IsByteCount(std::string_view name) {
  return std::find(kByteFlags.begin(), kByteFlags.end(), name) != kByteFlags.end();
}

gflags::CommandLineFlagInfo InfoOf(const std::string& name) {
  gflags::CommandLineFlagInfo info;
  PHOTOMILL_CHECK(gflags::GetCommandLineFlagInfo(name.c_str(), &info));
  return info;
}

std::string WantsText(const gflags::CommandLineFlagInfo& info) {
  if (IsByteCount(info.name)) return std::string(kByteCountForms);
  for (const TypeWords& words : kTypeWords) {
    if (words.type == info.type) return std::string(words.wants);
  }
  return "a value of type " + info.type;
}

bool IsSwitch(const std::string& name) {
  return InfoOf(name).type == "bool";
}

bool Contains(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// Levenshtein distance, with one row.
size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({substituted, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

// Whether it is a flag rather than a positional argument: "-" alone means a stream, "-5" is a
// number.
bool LooksLikeFlag(std::string_view argument) {
  return argument.size() > 1 && argument[0] == '-' && !(argument[1] >= '0' && argument[1] <= '9');
}

class ArgumentReader {
 public:
  ArgumentReader(int argc, const char* const* argv, const std::vector<std::string>& allowed,
                 std::string_view hint)
      : arguments_(argv + std::min(argc, 1), argv + argc), allowed_(allowed), hint_(hint) {}

  Status Read() {
    while (next_ < arguments_.size()) {
      const std::string& argument = arguments_[next_++];
      if (argument == "--") {
        positionals_.insert(positionals_.end(),
                            arguments_.begin() + static_cast<std::ptrdiff_t>(next_),
                            arguments_.end());
        return {};
      }
      if (!LooksLikeFlag(argument)) {
        positionals_.push_back(argument);
      } else if (Status status = ReadFlag(argument); !status) {
        return status;
      }
    }
    return {};
  }

  Status SetFlags() {
    // Tries all values before the first is kept: gflags can only validate a value by setting it.
    gflags::FlagSaver before;
    for (const GivenFlag& flag : flags_) {
      if (!gflags::SetCommandLineOption(flag.name.c_str(), flag.value.c_str()).empty()) continue;
      const gflags::CommandLineFlagInfo info = InfoOf(flag.name);
      return Fail(fmt::format("{} is invalid: --{} needs {} ({}).", Escaped(flag.typed), flag.name,
                              WantsText(info), info.description));
    }
    return {};
  }

  void KeepFlags() {
    for (const GivenFlag& flag : flags_) {
      if (IsByteCount(flag.name)) TypedByteFlags()[flag.name] = flag;
      gflags::SetCommandLineOption(flag.name.c_str(), flag.value.c_str());
    }
  }

  std::vector<std::string> TakePositionals() { return std::move(positionals_); }

 private:
  [[nodiscard]] Failure Fail(std::string text) const {
    if (!hint_.empty()) text += " " + std::string(hint_);
    return Invalid(std::move(text));
  }

  Status ReadFlag(const std::string& argument) {
    const std::string_view body = std::string_view(argument).substr(argument[1] == '-' ? 2 : 1);
    const size_t equals = body.find('=');
    std::string name(body.substr(0, equals));
    std::replace(name.begin(), name.end(), '-', '_');
    std::optional<std::string> value;
    if (equals != std::string_view::npos) value = body.substr(equals + 1);

    if (!Contains(allowed_, name)) {
      const std::string positive = name.starts_with("no") ? name.substr(2) : "";
      if (positive.empty() || !Contains(allowed_, positive)) return Unknown(name);
      if (!IsSwitch(positive)) {
        return Fail(fmt::format("--{}: --{} is not a switch, it needs {}.", Escaped(name), positive,
                                WantsText(InfoOf(positive))));
      }
      if (value.has_value()) return Fail(fmt::format("--{} has no value.", name));
      flags_.push_back({positive, "false", argument});
      return {};
    }
    if (!value.has_value()) {
      Result<std::string> found = ValueBehind(name);
      if (!found) return found.failure();
      value = *std::move(found);
    }
    const std::string typed = fmt::format("--{}={}", name, *value);
    // gflags itself reads only digits, and reports any other text.
    if (const auto bytes = IsByteCount(name) ? ParseByteCount(*value) : std::nullopt) {
      value = std::to_string(*bytes);
    }
    flags_.push_back({name, *value, typed});
    return {};
  }

  Result<std::string> ValueBehind(const std::string& name) {
    if (IsSwitch(name)) return std::string("true");
    if (next_ == arguments_.size() || LooksLikeFlag(arguments_[next_])) {
      return Fail(fmt::format("--{} needs {}: --{}=...", name, WantsText(InfoOf(name)), name));
    }
    return arguments_[next_++];
  }

  [[nodiscard]] Failure Unknown(const std::string& name) const {
    std::string text = "unknown flag --" + Escaped(name);
    std::vector<std::string> known = allowed_;
    for (const std::string& flag : allowed_) {
      if (IsSwitch(flag)) known.push_back("no" + flag);
    }
    const std::string nearest = NearestWord(name, known);
    text += nearest.empty() ? "." : fmt::format("; did you mean --{}?", nearest);
    return Fail(std::move(text));
  }

  const std::vector<std::string> arguments_;
  const std::vector<std::string>& allowed_;
  const std::string_view hint_;
  size_t next_ = 0;
  std::vector<GivenFlag> flags_;
  std::vector<std::string> positionals_;
};

}  // namespace

Result<std::vector<std::string>> ParseArguments(int argc, const char* const* argv,
                                                const std::vector<std::string>& allowed,
                                                std::string_view hint) {
  ArgumentReader reader(argc, argv, allowed, hint);
  if (const Status status = reader.Read(); !status) return status.failure();
  if (const Status status = reader.SetFlags(); !status) return status.failure();
  reader.KeepFlags();
  return reader.TakePositionals();
}

Status RefuseEmptyFlags(const std::vector<std::string>& names, std::string_view hint) {
  for (const std::string& name : names) {
    const gflags::CommandLineFlagInfo info = InfoOf(name);
    if (info.is_default || !SplitWords(info.current_value).empty()) continue;
    return Invalid("--" + name + " is empty: give it " + WantsText(info) + " (" + info.description +
                   "), or omit the flag." + (hint.empty() ? "" : " " + std::string(hint)));
  }
  return {};
}

std::string TypedCommand(std::string_view command, int argc, const char* const* argv) {
  std::string text = "photomill " + std::string(command);
  for (int i = 1; i < argc; ++i) text += " " + ShellQuoted(argv[i]);
  return text;
}

std::string TypedFlag(const std::string& name) {
  const std::string value = InfoOf(name).current_value;
  const auto typed = TypedByteFlags().find(name);
  if (typed != TypedByteFlags().end() && typed->second.value == value) {
    return Escaped(typed->second.typed);
  }
  return fmt::format("--{}={}", name, value);
}

std::vector<std::string> SplitWords(std::string_view text) {
  std::vector<std::string> words;
  for (const std::string& part : SplitList(text)) {
    const size_t first = part.find_first_not_of(' ');
    if (first == std::string::npos) continue;
    words.push_back(part.substr(first, part.find_last_not_of(' ') + 1 - first));
  }
  return words;
}

std::vector<std::string> SplitList(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const size_t comma = std::min(text.find(','), text.size());
    if (comma > 0) parts.emplace_back(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return parts;
}

bool AsksForHelp(int argc, const char* const* argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--") return false;
    if (argument == "--help" || argument == "-help" || argument == "-h") return true;
  }
  return false;
}

std::string NearestWord(std::string_view word, const std::vector<std::string>& known) {
  size_t nearest = std::max<size_t>(2, word.size() / 3) + 1;
  std::string best;
  for (const std::string& candidate : known) {
    const size_t distance = EditDistance(word, candidate);
    if (distance >= nearest || distance >= candidate.size()) continue;
    nearest = distance;
    best = candidate;
  }
  return best;
}

}  // namespace photomill
