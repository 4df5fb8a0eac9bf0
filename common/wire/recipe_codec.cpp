#include "common/wire/recipe_codec.h"

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>

#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/wire/codec/protobuf_log.h"
#include "common/wire/codec/recipe.h"

namespace photomill {
namespace {

constexpr std::string_view kFieldsHint =
    "; a derivative has name, fit, width, height, enlarge, gravity, format, quality, background "
    "and key";

std::string At(std::string_view where, int line, int column) {
  return Escaped(where) + ":" + std::to_string(line) + ":" + std::to_string(column);
}

// Keeps the first error: those after it mostly follow from it.
class FirstError : public google::protobuf::io::ErrorCollector {
 public:
  explicit FirstError(std::string_view where) : where_(where) {}

  void AddError(int line, google::protobuf::io::ColumnNumber column,
                const std::string& message) override {
    if (!text_.empty()) return;
    text_ = At(where_, line + 1, column + 1) + ": " + Escaped(message);
    if (message.find("has no field named") != std::string::npos) text_ += kFieldsHint;
  }

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string_view where_;
  std::string text_;
};

Status ParseText(std::string_view text, std::string_view where, proto::Recipe& out) {
  FirstError error(where);
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&error);
  const bool parsed = parser.ParseFromString(std::string(text), &out);
  if (parsed && error.text().empty()) return {};
  return Invalid(error.text().empty() ? Escaped(where) + ": is no recipe" : error.text());
}

// protobuf's JSON reader gives no position but, for broken syntax, the text around it with a caret
// beneath: that text is looked up again.
std::string JsonPosition(std::string_view text, std::string_view message) {
  const size_t excerpt_at = message.find('\n');
  const size_t caret_line_at = excerpt_at == std::string_view::npos
                                   ? std::string_view::npos
                                   : message.find('\n', excerpt_at + 1);
  if (caret_line_at == std::string_view::npos) return {};
  const std::string_view excerpt = message.substr(excerpt_at + 1, caret_line_at - excerpt_at - 1);
  const size_t caret = message.find('^', caret_line_at);
  const size_t found = text.find(excerpt);
  if (caret == std::string_view::npos || found == std::string_view::npos) return {};
  const std::string_view before = text.substr(0, found + (caret - caret_line_at - 1));
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  return ":" + std::to_string(line) + ":" + std::to_string(before.size() - line_start + 1);
}

Status ParseJson(std::string_view text, std::string_view where, proto::Recipe& out) {
  const auto status = google::protobuf::util::JsonStringToMessage(std::string(text), &out);
  if (status.ok()) return {};
  const std::string message(status.message());
  std::string problem = Escaped(where) + JsonPosition(text, message) + ": " +
                        Escaped(message.substr(0, message.find('\n')));
  if (message.find("Cannot find field") != std::string::npos) problem += kFieldsHint;
  return Invalid(std::move(problem));
}

bool IsJson(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && text[first] == '{';
}

}  // namespace

Result<Recipe> ParseRecipe(std::string_view text, std::string_view where) {
  wire::SilenceProtobufLog();
  if (text.size() > limits::kRecipeBytesMax) {
    return Invalid(Escaped(where) + ": " + HumanBytes(text.size()) +
                   " is too large for a recipe, " + "at most " +
                   HumanBytes(limits::kRecipeBytesMax) + " are allowed");
  }
  proto::Recipe parsed;
  const Status status =
      IsJson(text) ? ParseJson(text, where, parsed) : ParseText(text, where, parsed);
  if (!status.ok()) return status.failure();
  Recipe recipe;
  if (const Status valid = wire::FromProto(parsed, recipe); !valid.ok()) {
    return Invalid(Escaped(where) + ": " + valid.failure().detail);
  }
  return recipe;
}

std::string PrintRecipe(const Recipe& recipe) {
  proto::Recipe message;
  wire::ToProto(recipe, message);
  google::protobuf::TextFormat::Printer printer;
  printer.SetSingleLineMode(true);
  printer.SetUseUtf8StringEscaping(true);
  std::string text;
  for (const proto::Derivative& derivative : message.derivative()) {
    std::string fields;
    PHOTOMILL_CHECK(printer.PrintToString(derivative, &fields));
    while (!fields.empty() && fields.back() == ' ') fields.pop_back();
    text += "derivative { " + fields + " }\n";
  }
  return text;
}

}  // namespace photomill
