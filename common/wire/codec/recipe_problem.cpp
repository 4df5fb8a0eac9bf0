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

// "; fit is INSIDE, COVER, CONTAIN or FILL", or nothing if the field is not an enum. No two
// messages of a recipe have a field of the same name.
std::string KnownValues(std::string_view field_name) {
  for (const RecipeMessage& message : RecipeMessages()) {
    const FieldDescriptor* field = message.descriptor->FindFieldByName(std::string(field_name));
    if (field == nullptr || field->enum_type() == nullptr) continue;
    std::vector<std::string> names;
    for (int i = 0; i < field->enum_type()->value_count(); ++i) {
      names.push_back(field->enum_type()->value(i)->name());
    }
    return fmt::format("; {} is {}", field_name, Listed(names, " or "));
  }
  return {};
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
