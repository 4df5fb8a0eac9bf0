#include "coordinator/outputs/manifest_line.h"

#include <fmt/core.h>

#include <array>
#include <vector>

#include "common/base/json.h"
#include "common/base/text.h"

namespace photomill {
namespace {

constexpr std::string_view kFormulaStarts = "=+-@\t\r";

std::string ContentText(const SourceOutputs& source) {
  return source.content ? ToHex(*source.content) : "";
}

std::string CsvLine(const SourceOutputs& source, const RecordedOutput* output) {
  std::vector<std::string> fields = {CsvField(source.key), std::to_string(source.bytes),
                                     ContentText(source), CsvField(source.state),
                                     CsvField(source.reason)};
  if (output != nullptr) {
    fields.insert(fields.end(), {CsvField(output->derivative), CsvField(output->key),
                                 std::to_string(output->bytes), std::to_string(output->width),
                                 std::to_string(output->height), ToHex(output->content),
                                 std::string(StandingWord(output->standing))});
  } else {
    fields.resize(fields.size() + 7);
  }
  std::string line;
  for (const std::string& field : fields) line += (line.empty() ? "" : ",") + field;
  return line + "\r\n";
}

std::string JsonLine(const SourceOutputs& source, const RecordedOutput* output) {
  JsonObject object;
  object.Key("old", source.key).Add("old_bytes", source.bytes);
  if (source.content) object.Add("old_xxh128", ToHex(*source.content));
  object.Add("state", source.state);
  if (!source.reason.empty()) object.Add("reason", source.reason);
  if (output != nullptr) {
    object.Add("derivative", output->derivative)
        .Key("new", output->key)
        .Add("new_bytes", output->bytes)
        .Add("width", static_cast<uint64_t>(output->width))
        .Add("height", static_cast<uint64_t>(output->height))
        .Add("new_xxh128", ToHex(output->content))
        .Add("standing", StandingWord(output->standing));
  }
  return object.Line() + "\n";
}

std::string SqlLine(const SourceOutputs& source, const RecordedOutput* output) {
  const std::string of_source =
      fmt::format("{}, {}, {}, {}, {}", SqlText(source.key), source.bytes,
                  SqlText(ContentText(source)), SqlText(source.state), SqlText(source.reason));
  const std::string of_output =
      output == nullptr
          ? "NULL, NULL, NULL, NULL, NULL, NULL, NULL"
          : fmt::format("{}, {}, {}, {}, {}, {}, {}", SqlText(output->derivative),
                        SqlText(output->key), output->bytes, output->width, output->height,
                        SqlText(ToHex(output->content)), SqlText(StandingWord(output->standing)));
  return fmt::format(
      "INSERT INTO manifest(old, old_bytes, old_xxh128, state, reason, derivative, new, new_bytes,"
      " width, height, new_xxh128, standing) VALUES({}, {});\n",
      of_source, of_output);
}

// As GNU's md5sum and xxhsum read it: a backslash at the beginning of the line says that line breaks
// and backslashes in the name are escaped. A name with backslashes only stays as it is, which all
// versions of xxhsum and rclone understand, too: without the first backslash, nothing is escaped.
std::string ChecksumLine(const RecordedOutput& output) {
  const std::string line = ToHex(output.content) + "  ";
  if (output.key.find_first_of("\n\r") == std::string::npos) return line + output.key + "\n";
  std::string name;
  for (const char c : output.key) {
    if (c == '\\') {
      name += "\\\\";
    } else if (c == '\n' || c == '\r') {
      name += c == '\n' ? "\\n" : "\\r";
    } else {
      name += c;
    }
  }
  return "\\" + line + name + "\n";
}

}  // namespace

std::optional<ManifestFormat> ParseManifestFormat(std::string_view word) {
  constexpr std::array<std::string_view, 4> kWords = {"csv", "json", "sql", "xxh128"};
  for (size_t i = 0; i < kWords.size(); ++i) {
    if (word == kWords[i]) return static_cast<ManifestFormat>(i);
  }
  return std::nullopt;
}

std::string ManifestHead(ManifestFormat format) {
  if (format != ManifestFormat::kCsv) return "";
  return "old,old_bytes,old_xxh128,state,reason,derivative,new,new_bytes,width,height,new_xxh128,"
         "standing\r\n";
}

std::string ManifestLine(ManifestFormat format, const SourceOutputs& source,
                         const RecordedOutput* output) {
  switch (format) {
    case ManifestFormat::kCsv:
      return CsvLine(source, output);
    case ManifestFormat::kJson:
      return JsonLine(source, output);
    case ManifestFormat::kSql:
      return SqlLine(source, output);
    case ManifestFormat::kXxh128:
      break;
  }
  const bool expected = output != nullptr && IsExpected(output->standing);
  return expected ? ChecksumLine(*output) : "";
}

std::string CsvField(std::string_view text) {
  std::string field;
  if (!text.empty() && kFormulaStarts.find(text.front()) != std::string_view::npos) field = "'";
  field += text;
  if (field.find_first_of(",\"\r\n") == std::string::npos) return field;
  std::string quoted = "\"";
  for (const char c : field) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::string SqlText(std::string_view text) {
  if (!IsValidUtf8(text) || text.find('\0') != std::string_view::npos) {
    std::string hex;
    for (const char c : text) hex += fmt::format("{:02X}", static_cast<unsigned char>(c));
    return fmt::format("CAST(X'{}' AS TEXT)", hex);
  }
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("''") : std::string(1, c);
  return quoted + "'";
}

}  // namespace photomill
