#include "common/wire/codec/recipe_problem.h"

#include <fmt/core.h>
#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <array>

#include "common/base/text.h"
#include "proto/recipe.pb.h"

namespace photomill::wire {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

constexpr size_t kNowhere = std::string_view::npos;

// "a, b and c"
std::string Listed(const std::vector<std::string>& words, std::string_view last_link) {
  std::string list;
  for (size_t i = 0; i < words.size(); ++i) {
    if (i > 0) list += i + 1 == words.size() ? last_link : ", ";
    list += words[i];
  }
  return list;
}

struct RecipeMessage {
  const Descriptor* descriptor;
  std::string_view name;  // for people
};

std::array<RecipeMessage, 3> RecipeMessages() {
  return {{{proto::Recipe::descriptor(), "a recipe"},
           {proto::Derivative::descriptor(), "a derivative"},
           {proto::Reading::descriptor(), "reading"}}};
}

// "; a derivative has name, fit and width", or nothing if there is no such message.
std::string KnownFields(const Descriptor* descriptor) {
  for (const RecipeMessage& message : RecipeMessages()) {
    if (message.descriptor != descriptor) continue;
    std::vector<std::string> names;
    for (int i = 0; i < descriptor->field_count(); ++i) {
      names.push_back(descriptor->field(i)->name());
    }
    return fmt::format("; {} has {}", message.name, Listed(names, " and "));
  }
  return {};
}

// No two messages of a recipe have a field of the same name. Null if none has this one.
const FieldDescriptor* FieldNamed(std::string_view name) {
  for (const RecipeMessage& message : RecipeMessages()) {
    const FieldDescriptor* field = message.descriptor->FindFieldByName(std::string(name));
    if (field != nullptr) return field;
  }
  return nullptr;
}

// "; fit is INSIDE, COVER, CONTAIN or FILL", or nothing if there is no such field.
std::string KnownValues(std::string_view field_name) {
  const FieldDescriptor* field = FieldNamed(field_name);
  if (field == nullptr) return {};
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_ENUM: {
      std::vector<std::string> names;
      for (int i = 0; i < field->enum_type()->value_count(); ++i) {
        names.push_back(field->enum_type()->value(i)->name());
      }
      return fmt::format("; {} is {}", field_name, Listed(names, " or "));
    }
    case FieldDescriptor::CPPTYPE_BOOL:
      return fmt::format("; {} is true or false", field_name);
    case FieldDescriptor::CPPTYPE_UINT32:
      return fmt::format("; {} is a whole number", field_name);
    case FieldDescriptor::CPPTYPE_STRING:
      return fmt::format("; {} is a text in quotes", field_name);
    default:
      return fmt::format("; {} is a block in braces", field_name);
  }
}

// The message with this full name, such as "photomill.proto.Reading"; null if there is none.
const Descriptor* MessageNamed(std::string_view full_name) {
  for (const RecipeMessage& message : RecipeMessages()) {
    if (message.descriptor->full_name() == full_name) return message.descriptor;
  }
  return nullptr;
}

// The message at this path of the JSON reader, such as "derivative[0]"; that of "" is the recipe.
const Descriptor* MessageAt(std::string_view path) {
  const Descriptor* message = proto::Recipe::descriptor();
  while (!path.empty() && message != nullptr) {
    const size_t dot = std::min(path.find('.'), path.size());
    const std::string_view step = path.substr(0, dot);
    const FieldDescriptor* field =
        message->FindFieldByName(std::string(step.substr(0, step.find('['))));
    message = field == nullptr ? nullptr : field->message_type();
    path.remove_prefix(std::min(dot + 1, path.size()));
  }
  return message;
}

std::string UnknownField(std::string_view name, const Descriptor* message) {
  return fmt::format("unknown field \"{}\"{}", Escaped(name), KnownFields(message));
}

// What stands between `before` and the next `after`; empty where they are not there.
std::string_view Between(std::string_view text, std::string_view before, std::string_view after) {
  const size_t start = text.find(before);
  if (start == kNowhere) return {};
  const size_t from = start + before.size();
  const size_t end = text.find(after, from);
  return end == kNowhere ? std::string_view() : text.substr(from, end - from);
}

Place PlaceAt(std::string_view text, size_t offset) {
  if (offset == kNowhere) return {};
  const std::string_view before = text.substr(0, offset);
  const size_t line_start = before.rfind('\n') + 1;  // kNowhere + 1 is 0
  return {static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1,
          static_cast<int>(before.size() - line_start) + 1};
}

size_t OffsetOf(std::string_view text, Place place) {
  size_t start = 0;
  for (int line = 1; line < place.line; ++line) {
    const size_t end = text.find('\n', start);
    if (end == kNowhere) break;
    start = end + 1;
  }
  return std::min(text.size(), start + static_cast<size_t>(std::max(1, place.column)) - 1);
}

// The field whose value stands at this place: "width" for the 9 of "width: 9".
std::string_view FieldOfValueAt(std::string_view text, Place place) {
  constexpr std::string_view kSpace = " \t\r\n";
  std::string_view before = text.substr(0, OffsetOf(text, place));
  const auto trim = [&] { before = before.substr(0, before.find_last_not_of(kSpace) + 1); };
  trim();
  if (before.empty() || before.back() != ':') return {};
  before.remove_suffix(1);
  trim();
  const auto is_word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  const auto end = std::find_if_not(before.rbegin(), before.rend(), is_word);
  return before.substr(static_cast<size_t>(before.rend() - end));
}

// The value that stands there: up to the next space, bracket or separator.
std::string_view WordAt(std::string_view text, Place place) {
  const std::string_view rest = text.substr(OffsetOf(text, place));
  return rest.substr(0, rest.find_first_of(" \t\r\n,;{}[]#"));
}

// The last place where the word stands at or before `place`: the parser tells of a word when it
// has read past it.
Place PlaceOfWordBefore(std::string_view text, std::string_view word, Place place) {
  size_t end = 0;
  for (int line = 1; line < place.line && end != kNowhere; ++line) end = text.find('\n', end) + 1;
  const size_t found = text.rfind(word, end + static_cast<size_t>(place.column));
  return word.empty() || found == kNowhere ? place : PlaceAt(text, found);
}

// Broken syntax: the message ends with the text around the place and a line with a caret below,
// as far in as the place is into that text, line ends counted.
Place PlaceOfCaret(std::string_view recipe, std::string_view message) {
  const size_t excerpt_start = message.find('\n');
  const size_t caret_line = message.rfind('\n');
  if (excerpt_start == kNowhere || caret_line <= excerpt_start) return {};
  const std::string_view excerpt =
      message.substr(excerpt_start + 1, caret_line - excerpt_start - 1);
  const size_t caret = message.find('^', caret_line);
  const size_t found = recipe.rfind(excerpt);
  if (caret == kNowhere || found == kNowhere) return {};
  return PlaceAt(recipe, std::min(found + caret - caret_line - 1, recipe.size()));
}

// "Expected integer, got: "9"", where `got` begins after the colon.
RecipeProblem WrongType(std::string_view recipe, Place place, std::string_view got) {
  if (got.empty() && OffsetOf(recipe, place) >= recipe.size()) {
    return {place, "the recipe ends within a block: a closing brace } is missing"};
  }
  const std::string_view field = FieldOfValueAt(recipe, place);
  const std::string known = KnownValues(field);
  if (known.empty()) {
    return {place, fmt::format("a field was expected here instead of {}", Escaped(got))};
  }
  const bool quoted = got.starts_with('"') || got.starts_with('\'');
  if (quoted) {
    return {place, fmt::format("unknown value {}{}, without quotes", Escaped(got), known)};
  }
  return {place, fmt::format("unknown value \"{}\"{}", Escaped(WordAt(recipe, place)), known)};
}

// "Integer out of range (99999999999)"
RecipeProblem OutOfRange(std::string_view recipe, Place place, std::string_view number) {
  const std::string_view name = FieldOfValueAt(recipe, place);
  const FieldDescriptor* field = FieldNamed(name);
  const bool is_number = field != nullptr && field->cpp_type() == FieldDescriptor::CPPTYPE_UINT32;
  if (is_number) return {place, fmt::format("{} is too large for {}", Escaped(number), name)};
  return {place, fmt::format("unknown value \"{}\"{}", Escaped(number), KnownValues(name))};
}

// "Expected "{", found "3"."
RecipeProblem MissingSign(Place place, std::string_view expected, std::string_view found) {
  const std::string got = found.empty() ? "the end" : fmt::format("\"{}\"", Escaped(found));
  if (expected == ":") return {place, fmt::format("a colon was expected here instead of {}", got)};
  return {place, fmt::format("\"{}\" was expected here instead of {}", Escaped(expected), got)};
}

}  // namespace

RecipeProblem ExplainTextError(std::string_view recipe, Place place, std::string_view message) {
  if (const auto field = Between(message, "has no field named \"", "\""); !field.empty()) {
    const std::string_view type = Between(message, "Message type \"", "\"");
    return {PlaceOfWordBefore(recipe, field, place), UnknownField(field, MessageNamed(type))};
  }
  if (const auto value = Between(message, "enumeration value of \"", "\""); !value.empty()) {
    const std::string_view field = Between(message, "for field \"", "\"");
    return {PlaceOfWordBefore(recipe, value, place),
            fmt::format("unknown value \"{}\"{}", Escaped(value), KnownValues(field))};
  }
  if (const auto field = Between(message, "Non-repeated field \"", "\""); !field.empty()) {
    return {PlaceOfWordBefore(recipe, field, place),
            fmt::format("field \"{}\" appears twice; remove one of the two, or close the block "
                        "before it with a brace }}",
                        Escaped(field))};
  }
  if (const auto field = Between(message, "for boolean field \"", "\""); !field.empty()) {
    const std::string_view value = Between(message, "Value: \"", "\"");
    return {PlaceOfWordBefore(recipe, value, place),
            fmt::format("unknown value \"{}\"{}", Escaped(value), KnownValues(field))};
  }
  constexpr std::string_view kGot = ", got: ";
  if (const size_t got = message.find(kGot); message.starts_with("Expected ") && got != kNowhere) {
    return WrongType(recipe, place, message.substr(got + kGot.size()));
  }
  if (const auto number = Between(message, "Integer out of range (", ")"); !number.empty()) {
    return OutOfRange(recipe, place, number);
  }
  if (const auto sign = Between(message, "Expected \"", "\", found"); !sign.empty()) {
    return MissingSign(place, sign, Between(message, "found \"", "\"."));
  }
  return {place, Escaped(message)};
}

RecipeProblem ExplainJsonError(std::string_view recipe, std::string_view message) {
  if (message.find('\n') != kNowhere) {
    return {PlaceOfCaret(recipe, message), Escaped(message.substr(0, message.find('\n')))};
  }
  // "(derivative[0]) widht: Cannot find field.", or "widht: Cannot find field." for the recipe.
  if (const size_t end = message.find(": Cannot find field"); end != kNowhere) {
    const size_t path_end = message.starts_with('(') ? message.find(") ") : kNowhere;
    const size_t from = path_end < end ? path_end + 2 : 0;
    const std::string_view field = message.substr(from, end - from);
    const Descriptor* of = MessageAt(Between(message, "(", ")"));
    return {PlaceAt(recipe, recipe.find('"' + std::string(field) + '"')), UnknownField(field, of)};
  }
  // "(derivative[0].fit): invalid value "INSIDER" for type ..."
  if (const auto value = Between(message, "): invalid value ", " for type"); !value.empty()) {
    const std::string_view path = Between(message, "(", ")");
    const std::string_view field = path.substr(path.rfind('.') + 1);
    return {PlaceAt(recipe, recipe.find(value)),
            fmt::format("unknown value {} for {}{}", Escaped(value), Escaped(path),
                        KnownValues(field))};
  }
  return {{}, Escaped(message)};
}

}  // namespace photomill::wire
