#include "cli/scan_json.h"

#include <fmt/core.h>

#include <array>

#include "common/base/text.h"

namespace photomill {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

void AppendCharacter(std::string& out, char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (c == '"' || c == '\\') {
    out += {'\\', c};
  } else if (byte < 0x20 || byte == 0x7F) {
    out += fmt::format("\\u{:04x}", byte);
  } else {
    out += c;
  }
}

// The number of bytes of the UTF-8 character at the beginning, 0 if it is invalid.
size_t CharacterBytes(std::string_view text) {
  for (size_t bytes = 1; bytes <= 4 && bytes <= text.size(); ++bytes) {
    if (IsValidUtf8(text.substr(0, bytes))) return bytes;
  }
  return 0;
}

std::string Text(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const size_t bytes = CharacterBytes(text);
    if (bytes == 1) {
      AppendCharacter(out, text.front());
    } else {
      out += bytes == 0 ? kReplacement : text.substr(0, bytes);
    }
    text.remove_prefix(bytes == 0 ? 1 : bytes);
  }
  return out + "\"";
}

std::string Hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    hex += {kDigits[byte >> 4U], kDigits[byte & 15U]};
  }
  return hex;
}

// An object whose fields are in the order in which they were added.
class Object {
 public:
  Object& Raw(std::string_view name, std::string_view value) {
    text_ += text_.empty() ? "" : ",";
    text_ += Text(name) + ":" + std::string(value);
    return *this;
  }
  Object& Add(std::string_view name, std::string_view text) { return Raw(name, Text(text)); }
  Object& Add(std::string_view name, uint64_t number) { return Raw(name, std::to_string(number)); }
  // A key that is not UTF-8 is also given in hexadecimal digits.
  Object& Key(std::string_view key) {
    Add("key", key);
    if (!IsValidUtf8(key)) Add("key_hex", Hex(key));
    return *this;
  }
  [[nodiscard]] std::string Line() const { return "{" + text_ + "}"; }

 private:
  std::string text_;
};

Object Of(std::string_view type) {
  Object object;
  object.Add("type", type);
  return object;
}

std::string_view FormatWord(FileFormat format) {
  return format == FileFormat::kUnknown ? "unknown" : FileFormatWord(format);
}

std::string_view SpecialWord(SpecialFile kind) {
  constexpr std::array<std::string_view, kSpecialFileCount> kWords = {"link", "pipe", "socket",
                                                                      "device", "other"};
  return kWords[static_cast<size_t>(kind)];
}

std::string Formats(const std::map<FileFormat, Sum>& formats) {
  Object object;
  for (const auto& [format, sum] : formats) {
    object.Raw(FormatWord(format), Object().Add("files", sum.files).Add("bytes", sum.bytes).Line());
  }
  return object.Line();
}

std::string Fates(const ScanTotals& totals) {
  Object object;
  for (size_t i = 0; i < kFateCount; ++i) {
    const FateTotals& fate = totals.fates[i];
    object.Raw(FateWord(static_cast<Fate>(i)), Object()
                                                   .Add("files", fate.all.files)
                                                   .Add("bytes", fate.all.bytes)
                                                   .Raw("formats", Formats(fate.formats))
                                                   .Line());
  }
  return object.Line();
}

std::string Rules(const ScanTotals& totals) {
  std::string list;
  for (const auto& [rule, sums] : totals.rules) {
    list += list.empty() ? "" : ",";
    list += Object()
                .Add("rule", rule)
                .Add("folders", sums.folders)
                .Add("folders_not_entered", sums.not_entered)
                .Add("files", sums.all.files)
                .Add("bytes", sums.all.bytes)
                .Raw("formats", Formats(sums.formats))
                .Line();
  }
  return "[" + list + "]";
}

}  // namespace

std::string ScanJson(const SurveyedFile& file) {
  Object object = Of("file");
  object.Key(file.key).Add("bytes", file.bytes).Add("format", FormatWord(file.format));
  object.Add("fate", FateWord(file.fate));
  if (file.fate == Fate::kLeftOut) object.Add("rule", file.rule);
  return object.Line();
}

std::string ScanJson(const SurveyedFolder& folder) {
  return Of("folder")
      .Key(folder.key)
      .Add("fate", FateWord(Fate::kLeftOut))
      .Add("rule", folder.rule)
      .Raw("entered", folder.entered ? "true" : "false")
      .Line();
}

std::string ScanJsonSpecial(std::string_view key, SpecialFile kind) {
  return Of("special").Key(key).Add("kind", SpecialWord(kind)).Line();
}

std::string ScanJsonOutputs(std::string_view key) {
  return Of("outputs").Key(key).Line();
}

std::string ScanJsonError(std::string_view key, const Failure& failure) {
  return Of("error")
      .Key(key)
      .Add("reason", ReasonWord(failure.reason))
      .Add("detail", failure.detail)
      .Line();
}

std::string ScanJsonEnd(const ScanTotals& totals) {
  Object special;
  for (size_t i = 0; i < kSpecialFileCount; ++i) {
    special.Add(SpecialWord(static_cast<SpecialFile>(i)), totals.special[i]);
  }
  std::string unmatched;
  for (const std::string& flag : totals.unmatched) {
    unmatched += (unmatched.empty() ? "" : ",") + Text(flag);
  }
  return Of("end")
      .Raw("fates", Fates(totals))
      .Raw("rules", Rules(totals))
      .Raw("special", special.Line())
      .Raw("unmatched", "[" + unmatched + "]")
      .Add("output_folders", totals.output_folders)
      .Add("unreadable_folders", totals.errors)
      .Add("bytes_read", totals.bytes_read)
      .Line();
}

}  // namespace photomill
