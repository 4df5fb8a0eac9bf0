// Parses and expands key templates. Keys are bytes: nothing here assumes an encoding.
#include "common/model/key_template.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "common/base/limits.h"
#include "common/base/text.h"

namespace photomill {
namespace {

constexpr std::string_view kKnownFields =
    "{dir}, {name}, {stem}, {ext}, {width}, {height} and {hash}";

constexpr size_t kHashDigits = 16;

enum class Field : uint8_t { kNone, kDir, kName, kStem, kExt, kWidth, kHeight, kHash };

struct FieldName {
  std::string_view text;
  Field field;
};
constexpr std::array<FieldName, 7> kFields = {{{"dir", Field::kDir},
                                               {"name", Field::kName},
                                               {"stem", Field::kStem},
                                               {"ext", Field::kExt},
                                               {"width", Field::kWidth},
                                               {"height", Field::kHeight},
                                               {"hash", Field::kHash}}};

bool TellsOfOutput(Field field) {
  return field == Field::kWidth || field == Field::kHeight || field == Field::kHash;
}

// A run of literal bytes (field is kNone), or one field.
struct Piece {
  Field field = Field::kNone;
  std::string literal;
};

std::string Quoted(std::string_view text) {
  return fmt::format("\"{}\"", Escaped(text));
}

void AppendLiteral(std::vector<Piece>& pieces, char c) {
  if (pieces.empty() || pieces.back().field != Field::kNone) pieces.emplace_back();
  pieces.back().literal += c;
}

Result<Piece> ParseField(std::string_view name) {
  for (const FieldName& known : kFields) {
    if (known.text == name) return Piece{known.field, {}};
  }
  return Invalid(fmt::format("unknown field {{{}}}; the fields of a key template are {}",
                             Escaped(name), kKnownFields));
}

Result<std::vector<Piece>> Parse(std::string_view text) {
  std::vector<Piece> pieces;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool doubled = i + 1 < text.size() && text[i + 1] == c;
    if ((c == '{' || c == '}') && doubled) {
      AppendLiteral(pieces, c);
      ++i;
    } else if (c == '{') {
      const size_t end = text.find('}', i);
      if (end == std::string_view::npos) {
        return Invalid("a \"{\" without its \"}\"; a literal brace is written twice");
      }
      Result<Piece> piece = ParseField(text.substr(i + 1, end - i - 1));
      if (!piece) return piece.failure();
      pieces.push_back(*std::move(piece));
      i = end;
    } else if (c == '}') {
      return Invalid("a \"}\" without its \"{\"; a literal brace is written twice");
    } else {
      AppendLiteral(pieces, c);
    }
  }
  return pieces;
}

std::vector<std::string_view> Components(std::string_view key) {
  std::vector<std::string_view> components;
  for (size_t start = 0;;) {
    const size_t slash = key.find('/', start);
    components.push_back(key.substr(start, slash - start));
    if (slash == std::string_view::npos) return components;
    start = slash + 1;
  }
}

// The values of the fields for one source.
struct SourceName {
  std::string_view dir;
  std::string_view name;
  std::string_view stem;
  std::string ext;
};

SourceName Dissect(std::string_view source_key) {
  SourceName parts;
  const size_t slash = source_key.rfind('/');
  if (slash != std::string_view::npos) parts.dir = source_key.substr(0, slash);
  parts.name = slash == std::string_view::npos ? source_key : source_key.substr(slash + 1);
  parts.stem = parts.name;
  // Leading dots make a name hidden and do not start an extension. A name with a trailing dot has
  // no extension.
  const size_t first = parts.name.find_first_not_of('.');
  const size_t dot = parts.name.rfind('.');
  if (first == std::string_view::npos || dot == std::string_view::npos || dot < first ||
      dot + 1 == parts.name.size()) {
    return parts;
  }
  parts.stem = parts.name.substr(0, dot);
  parts.ext = parts.name.substr(dot + 1);
  for (char& c : parts.ext) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return parts;
}

// The values of the fields for one output; the fields as in the template if there is no output yet.
struct OutputName {
  std::string width = "{width}";
  std::string height = "{height}";
  std::string hash = "{hash}";
};

OutputName NameOf(const OutputFacts& facts) {
  return {std::to_string(facts.width), std::to_string(facts.height),
          ToHex(facts.content).substr(0, kHashDigits)};
}

// The maximum length of each.
OutputName LongestName() {
  return NameOf({limits::kSideMax, limits::kSideMax, {}});
}

std::string Fill(const std::vector<Piece>& pieces, const SourceName& source,
                 const OutputName& output) {
  std::string key;
  for (const Piece& piece : pieces) {
    switch (piece.field) {
      case Field::kNone:
        key += piece.literal;
        break;
      case Field::kDir:
        key += source.dir;
        break;
      case Field::kName:
        key += source.name;
        break;
      case Field::kStem:
        key += source.stem;
        break;
      case Field::kExt:
        key += source.ext;
        break;
      case Field::kWidth:
        key += output.width;
        break;
      case Field::kHeight:
        key += output.height;
        break;
      case Field::kHash:
        key += output.hash;
        break;
    }
  }
  return key;
}

bool Has(const std::vector<Piece>& pieces, Field field) {
  return std::any_of(pieces.begin(), pieces.end(),
                     [&](const Piece& piece) { return piece.field == field; });
}

// A valid template has no empty component, but empty fields can leave some.
std::string WithoutEmptyComponents(std::string_view key) {
  std::string clean;
  for (const std::string_view component : Components(key)) {
    if (component.empty()) continue;
    if (!clean.empty()) clean += '/';
    clean += component;
  }
  return clean;
}

bool IsLetterOrDigit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Checks the position of the first field that describes the output.
Status CheckOutputFields(const std::vector<Piece>& pieces) {
  const auto first = std::find_if(pieces.begin(), pieces.end(),
                                  [](const Piece& piece) { return TellsOfOutput(piece.field); });
  if (first == pieces.end()) return {};
  const std::vector<Piece> before(pieces.begin(), first);
  if (!Has(before, Field::kDir) || (!Has(before, Field::kName) && !Has(before, Field::kStem))) {
    return Invalid(
        "{width}, {height} and {hash} must come after {dir} and after {stem} or {name}, so that no "
        "two sources collide; for example \"{dir}/{stem}-{width}.jpg\"");
  }
  const Piece& last = before.back();
  if (last.field != Field::kNone || IsLetterOrDigit(last.literal.back())) {
    return Invalid(
        "the first of {width}, {height} and {hash} must follow a character that is neither a "
        "letter "
        "nor a digit; for example \"{dir}/{stem}-{width}.jpg\" or \"{dir}/{stem}.{hash}.jpg\"");
  }
  return {};
}

Status Usable(const std::string& key, std::string_view key_template) {
  const Status status = ValidateKey(key);
  if (status) return {};
  return Failure{
      Reason::kUnusableName,
      fmt::format(
          "no usable name for an output: {}; rename the source or change the key template {}",
          status.failure().detail, Quoted(key_template))};
}

}  // namespace

Status ValidateKey(std::string_view key) {
  if (key.empty()) return Invalid("a key must not be empty");
  if (key.size() > limits::kKeyBytesMax) {
    return Invalid(fmt::format("a key has {} bytes, but the limit is {}: {}...", key.size(),
                               limits::kKeyBytesMax, Quoted(key.substr(0, 64))));
  }
  if (key.find('\0') != std::string_view::npos) {
    return Invalid("a key must not contain a NUL byte: " + Quoted(key));
  }
  if (key.front() == '/') {
    return Invalid("a key is relative and must not start with a slash: " + Quoted(key));
  }
  for (const std::string_view component : Components(key)) {
    if (component.empty()) {
      return Invalid("a key must not end with a slash or contain two in a row: " + Quoted(key));
    }
    if (component == "." || component == "..") {
      return Invalid("a key must have no \".\" or \"..\" component: " + Quoted(key));
    }
    if (component.size() > limits::kNameBytesMax) {
      return Invalid(fmt::format("a name has {} bytes, but the limit is {}: {}", component.size(),
                                 limits::kNameBytesMax, Quoted(component)));
    }
  }
  return {};
}

Status ValidateKeyTemplate(std::string_view key_template) {
  const auto refuse = [&](const std::string& why) {
    return Invalid(fmt::format("key template {}: {}",
                               Quoted(key_template.substr(0, limits::kKeyTemplateBytesMax)), why));
  };
  if (key_template.empty()) {
    return Invalid("the key template is missing; write for example key: \"{dir}/{stem}.jpg\"");
  }
  if (key_template.size() > limits::kKeyTemplateBytesMax) {
    return refuse(fmt::format("it has {} bytes, but the limit is {}", key_template.size(),
                              limits::kKeyTemplateBytesMax));
  }
  const Result<std::vector<Piece>> pieces = Parse(key_template);
  if (!pieces) return refuse(pieces.failure().detail);
  if (!Has(*pieces, Field::kName) && !Has(*pieces, Field::kStem)) {
    return refuse("it gives all sources of a folder the same key; use {stem} or {name}");
  }
  if (const Status fields = CheckOutputFields(*pieces); !fields) {
    return refuse(fields.failure().detail);
  }
  // A source whose parts are all plain names shows which literal components are wrong.
  const Status key = ValidateKey(Fill(*pieces, {"d", "n", "s", "e"}, LongestName()));
  if (!key) return refuse(key.failure().detail);
  return {};
}

bool KeepsExtension(std::string_view key_template) {
  const Result<std::vector<Piece>> pieces = Parse(key_template);
  return pieces.ok() && (Has(*pieces, Field::kName) || Has(*pieces, Field::kExt));
}

std::string ExtensionOf(std::string_view source_key) {
  return Dissect(source_key).ext;
}

std::string_view WithoutExtension(std::string_view source_key) {
  const SourceName parts = Dissect(source_key);
  return source_key.substr(0, source_key.size() - (parts.name.size() - parts.stem.size()));
}

Result<std::string> ClaimedKey(std::string_view key_template, std::string_view source_key) {
  const Result<std::vector<Piece>> pieces = Parse(key_template);
  if (!pieces) return pieces.failure();
  const SourceName source = Dissect(source_key);
  const std::string longest = WithoutEmptyComponents(Fill(*pieces, source, LongestName()));
  if (const Status usable = Usable(longest, key_template); !usable) return usable.failure();
  return WithoutEmptyComponents(Fill(*pieces, source, {}));
}

Result<std::string> OutputKey(std::string_view key_template, std::string_view source_key,
                              const OutputFacts& facts) {
  const Result<std::vector<Piece>> pieces = Parse(key_template);
  if (!pieces) return pieces.failure();
  std::string key = WithoutEmptyComponents(Fill(*pieces, Dissect(source_key), NameOf(facts)));
  if (const Status usable = Usable(key, key_template); !usable) return usable.failure();
  return key;
}

}  // namespace photomill
