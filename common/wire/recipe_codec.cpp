#include "common/wire/recipe_codec.h"

#include <fmt/core.h>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/util/json_util.h>

#include "common/base/check.h"
#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/wire/codec/protobuf_log.h"
#include "common/wire/codec/recipe.h"
#include "common/wire/codec/recipe_problem.h"
#include "proto/recipe.pb.h"

namespace photomill {
namespace {

Failure ProblemIn(std::string_view where, const wire::RecipeProblem& problem) {
  std::string place = Escaped(where);
  if (problem.place.line > 0) {
    place += fmt::format(":{}:{}", problem.place.line, problem.place.column);
  }
  return Invalid(fmt::format("{}: {}", place, problem.text));
}

// Keeps only the first error, because the others usually follow from it.
class FirstError : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, google::protobuf::io::ColumnNumber column,
                const std::string& message) override {
    if (!message_.empty()) return;
    place_ = {line + 1, column + 1};
    message_ = message;
  }

  [[nodiscard]] bool none() const { return message_.empty(); }
  [[nodiscard]] wire::Place place() const { return place_; }
  [[nodiscard]] const std::string& message() const { return message_; }

 private:
  wire::Place place_;
  std::string message_;
};

Status ParseText(std::string_view text, std::string_view where, proto::Recipe& out) {
  FirstError error;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&error);
  const bool parsed = parser.ParseFromString(std::string(text), &out);
  if (parsed && error.none()) return {};
  if (error.none()) return ProblemIn(where, {{}, "this is not a recipe"});
  return ProblemIn(where, wire::ExplainTextError(text, error.place(), error.message()));
}

Status ParseJson(std::string_view text, std::string_view where, proto::Recipe& out) {
  const auto status = google::protobuf::util::JsonStringToMessage(std::string(text), &out);
  if (status.ok()) return {};
  return ProblemIn(where, wire::ExplainJsonError(text, std::string(status.message())));
}

bool IsJson(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && text[first] == '{';
}

}  // namespace

Result<Recipe> ParseRecipe(std::string_view text, std::string_view where) {
  wire::SilenceProtobufLog();
  if (text.size() > limits::kRecipeBytesMax) {
    return Invalid(fmt::format("{}: {} is too large for a recipe, at most {} are allowed",
                               Escaped(where), HumanBytes(text.size()),
                               HumanBytes(limits::kRecipeBytesMax)));
  }
  // Some editors write a byte order mark first.
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  proto::Recipe parsed;
  const Status status =
      IsJson(text) ? ParseJson(text, where, parsed) : ParseText(text, where, parsed);
  if (!status.ok()) return status.failure();
  Recipe recipe;
  if (const Status valid = wire::FromProto(parsed, recipe); !valid.ok()) {
    return Invalid(fmt::format("{}: {}", Escaped(where), valid.failure().detail));
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
  const auto add = [&](std::string_view name, const google::protobuf::Message& block) {
    std::string fields;
    PHOTOMILL_CHECK(printer.PrintToString(block, &fields));
    while (!fields.empty() && fields.back() == ' ') fields.pop_back();
    text += fmt::format("{} {{ {} }}\n", name, fields);
  };
  for (const proto::Derivative& derivative : message.derivative()) add("derivative", derivative);
  if (message.has_reading()) add("reading", message.reading());
  return text;
}

}  // namespace photomill
