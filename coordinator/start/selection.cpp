#include "coordinator/start/selection.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <functional>
#include <limits>

#include "common/base/text.h"

namespace photomill {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr size_t kGlobsShown = 8;  // per flag

// Optional words of the line.
constexpr std::string_view kNoSystemFolders = "system_folders=no";
constexpr std::string_view kIgnoreCase = "ignore_case=yes";

// Spaces separate the words of the line, and commas their values.
std::string Encoded(std::string_view value) {
  std::string encoded;
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > 0x20 && byte < 0x7F && c != ',' && c != '%') {
      encoded += c;
    } else {
      encoded += {'%', kHexDigits[byte >> 4U], kHexDigits[byte & 15U]};
    }
  }
  return encoded;
}

std::optional<std::string> Decoded(std::string_view encoded) {
  std::string value;
  for (size_t i = 0; i < encoded.size(); ++i) {
    if (encoded[i] != '%') {
      value += encoded[i];
      continue;
    }
    if (i + 2 >= encoded.size()) return std::nullopt;
    const size_t high = kHexDigits.find(encoded[i + 1]);
    const size_t low = kHexDigits.find(encoded[i + 2]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    value += static_cast<char>(high << 4U | low);
    i += 2;
  }
  return value;
}

std::vector<std::string_view> SplitAt(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const size_t end = std::min(text.find(separator), text.size());
    if (end > 0) parts.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

// " word=value,value" with the values sorted; empty without values.
std::string Word(std::string_view word, std::vector<std::string> values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  std::string text;
  for (const std::string& value : values) {
    text += text.empty() ? fmt::format(" {}=", word) : ",";
    text += Encoded(value);
  }
  return text;
}

bool ParseValues(std::string_view text, std::vector<std::string>& values) {
  for (const std::string_view part : SplitAt(text, ',')) {
    std::optional<std::string> value = Decoded(part);
    if (!value) return false;
    values.push_back(*std::move(value));
  }
  return true;
}

bool ParseNumber(std::string_view text, uint64_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

bool ParseWord(std::string_view word, std::string_view value, Selection& selection) {
  if (word == "include") return ParseValues(value, selection.include);
  if (word == "exclude") return ParseValues(value, selection.exclude);
  if (word == "formats") {
    std::vector<std::string> words;
    if (!ParseValues(value, words)) return false;
    const Result<FormatSet> formats = ParseFormats(words);
    if (formats) selection.formats = *formats;
    return formats.ok();
  }
  if (word == "system_folders" && value == "no") {
    selection.all_folders = false;
    return true;
  }
  if (word == "ignore_case" && value == "yes") {
    selection.ignore_case = true;
    return true;
  }
  for (const SizeLimitFlag& flag : kSizeLimitFlags) {
    if (word == flag.name) return ParseNumber(value, selection.size.*flag.limit);
  }
  return word == "limit" && ParseNumber(value, selection.limit);
}

// Returns the first run of the latest series with matching selections. If there is none, the result
// is larger than any run's number.
int64_t FirstOfSeries(const std::vector<std::pair<int64_t, std::string>>& lines,
                      const std::function<bool(const Selection&)>& is_alike) {
  int64_t first = std::numeric_limits<int64_t>::max();
  for (const auto& [run, line] : lines) {
    const std::optional<Selection> selection = ParseSelection(line);
    if (!selection || !is_alike(*selection)) break;
    first = run;
  }
  return first;
}

// The limits that differ from the defaults, by flag.
std::vector<std::pair<std::string_view, std::string>> ChangedLimits(const SizeLimits& size) {
  std::vector<std::pair<std::string_view, std::string>> changed;
  for (const SizeLimitFlag& flag : kSizeLimitFlags) {
    const uint64_t limit = size.*flag.limit;
    if (limit != SizeLimits().*flag.limit) changed.emplace_back(flag.name, std::to_string(limit));
  }
  return changed;
}

void AddFlag(std::string& flags, std::string_view name, const std::string& value) {
  if (value.empty()) return;
  if (!flags.empty()) flags += ' ';
  flags += fmt::format("--{}={}", name, value);
}

void AddSwitch(std::string& flags, std::string_view name, bool value) {
  if (!value) return;
  if (!flags.empty()) flags += ' ';
  flags += "--" + std::string(name);
}

std::string Joined(const std::vector<std::string>& values) {
  std::string joined;
  const size_t shown = std::min(values.size(), kGlobsShown);
  for (size_t i = 0; i < shown; ++i) joined += (i == 0 ? "" : ",") + values[i];
  if (joined.empty()) return joined;
  joined = ShellQuoted(joined);
  if (shown < values.size()) joined += fmt::format(" and {} more", values.size() - shown);
  return joined;
}

std::vector<std::string> WordsOf(FormatSet formats) {
  const std::vector<std::string_view> words = FormatWords(formats);
  return {words.begin(), words.end()};
}

std::string PhotosText(int64_t count) {
  return HumanCount(static_cast<uint64_t>(count)) + (count == 1 ? " known file" : " known files");
}

}  // namespace

std::string PrintSelection(const Selection& selection) {
  std::string line = Word("include", selection.include) + Word("exclude", selection.exclude);
  if (selection.formats != kDecodedFormats) line += Word("formats", WordsOf(selection.formats));
  for (const auto& [name, limit] : ChangedLimits(selection.size)) {
    line.append(" ").append(name).append("=").append(limit);
  }
  if (selection.limit != 0) line += fmt::format(" limit={}", selection.limit);
  if (selection.ignore_case) line += " " + std::string(kIgnoreCase);
  if (!selection.all_folders) line += " " + std::string(kNoSystemFolders);
  return line.empty() ? line : line.substr(1);
}

std::optional<Selection> ParseSelection(std::string_view line) {
  Selection selection;
  selection.all_folders = true;
  for (const std::string_view part : SplitAt(line, ' ')) {
    const size_t equals = part.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    if (!ParseWord(part.substr(0, equals), part.substr(equals + 1), selection)) return std::nullopt;
  }
  return selection;
}

std::string SelectionFlags(const Selection& selection) {
  std::string flags;
  AddFlag(flags, "include", Joined(selection.include));
  AddFlag(flags, "exclude", Joined(selection.exclude));
  if (selection.formats != kDecodedFormats) {
    AddFlag(flags, "formats", Joined(WordsOf(selection.formats)));
  }
  for (const auto& [name, limit] : ChangedLimits(selection.size)) AddFlag(flags, name, limit);
  if (selection.limit != 0) AddFlag(flags, "limit", std::to_string(selection.limit));
  AddSwitch(flags, "ignore_case", selection.ignore_case);
  AddSwitch(flags, "all_folders", selection.all_folders);
  return flags.empty() ? "everything" : flags;
}

Result<KeyFilter> FilterOf(const Selection& selection) {
  return KeyFilter::Make(selection.include, selection.exclude,
                         {selection.ignore_case, selection.all_folders});
}

int64_t LimitsSince(const SizeLimits& size,
                    const std::vector<std::pair<int64_t, std::string>>& lines) {
  return FirstOfSeries(lines, [&](const Selection& selection) { return selection.size == size; });
}

int64_t FormatsSince(FormatSet formats, const std::vector<std::pair<int64_t, std::string>>& lines) {
  return FirstOfSeries(lines,
                       [&](const Selection& selection) { return selection.formats == formats; });
}

bool SelectionChange::Part::IsAbout(std::string_view key, FileFormat format) const {
  if (!filter.InScope(key)) return false;
  if (KindOf(format) != FileKind::kPicture) return true;  // not subject to --formats, or not known
  const auto picture =
      static_cast<PictureFormat>(static_cast<int>(format) - static_cast<int>(FileFormat::kJpeg));
  return selection.formats.Has(picture);
}

Result<SelectionChange> SelectionChange::Make(Selection before, Selection now) {
  SelectionChange change;
  for (const auto& [selection, part] :
       {std::pair{&before, &change.before_}, std::pair{&now, &change.now_}}) {
    Result<KeyFilter> filter = FilterOf(*selection);
    if (!filter) return filter.failure();
    part->filter = *std::move(filter);
    part->selection = std::move(*selection);
  }
  return change;
}

void SelectionChange::Count(std::string_view key, FileFormat format) {
  const bool before = before_.IsAbout(key, format);
  const bool now = now_.IsAbout(key, format);
  if (now) ++known_;
  if (before && !now) ++left_out_;
  if (now && !before) ++joined_;
}

std::string SelectionChange::Text() const {
  Selection before = before_.selection;
  before.all_folders = now_.selection.all_folders;
  if (before == now_.selection && left_out_ == 0 && joined_ == 0) return {};
  std::string text = fmt::format("selection: {}; in the last run: {}. ",
                                 SelectionFlags(now_.selection), SelectionFlags(before_.selection));
  if (before_.selection.all_folders && !now_.selection.all_folders) {
    text +=
        "Names of operating systems and programs are now left out unless you pass --all_folders. ";
  }
  const bool limits_differ = before_.selection.size != now_.selection.size;
  if (limits_differ) text += "Photos that failed as too_large under other limits are retried. ";
  if (left_out_ > 0) {
    text += fmt::format("{}{} no longer selected and {}", PhotosText(left_out_),
                        left_out_ == 1 ? " is" : " are",
                        left_out_ == 1 ? "stays as it is" : "stay as they are");
  }
  if (joined_ > 0) {
    if (left_out_ > 0) text += "; ";
    text += fmt::format("{}{} selected again", PhotosText(joined_), joined_ == 1 ? " is" : " are");
  }
  const auto limit = static_cast<int64_t>(std::min<uint64_t>(now_.selection.limit, INT64_MAX));
  if (limit > 0 && known_ > limit) {
    text += left_out_ > 0 || joined_ > 0 ? "; at most " : "At most ";
    text += fmt::format("{} of {} are processed", limit, PhotosText(known_));
  } else if (left_out_ == 0 && joined_ == 0 && !limits_differ) {
    text += "No known file is affected";
  }
  if (text.ends_with(". ")) text.resize(text.size() - 2);
  return text;
}

}  // namespace photomill
