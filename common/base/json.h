// Writes JSON, in one line. Texts that are not valid UTF-8 get U+FFFD in place of invalid bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace photomill {

// A JSON string with its quotes.
std::string JsonText(std::string_view text);

// An object whose fields are in the order in which they were added.
class JsonObject {
 public:
  // `value` is JSON.
  JsonObject& Raw(std::string_view name, std::string_view value);
  JsonObject& Add(std::string_view name, std::string_view text) {
    return Raw(name, JsonText(text));
  }
  JsonObject& Add(std::string_view name, uint64_t number) {
    return Raw(name, std::to_string(number));
  }
  JsonObject& Add(std::string_view name, int64_t number) {
    return Raw(name, std::to_string(number));
  }
  // With the digits that distinguish it; null if it is empty or not finite.
  JsonObject& Real(std::string_view name, std::optional<double> number);
  JsonObject& Flag(std::string_view name, bool value) {
    return Raw(name, value ? "true" : "false");
  }
  // A key of a store, as "key". If it is not UTF-8, also in hexadecimal digits, as "key_hex".
  JsonObject& Key(std::string_view key) { return Key("key", key); }
  JsonObject& Key(std::string_view name, std::string_view key);

  [[nodiscard]] std::string Line() const { return "{" + text_ + "}"; }

 private:
  std::string text_;
};

// A list of JSON values.
class JsonList {
 public:
  JsonList& Raw(std::string_view value);
  JsonList& Add(std::string_view text) { return Raw(JsonText(text)); }
  [[nodiscard]] std::string Line() const { return "[" + text_ + "]"; }

 private:
  std::string text_;
};

}  // namespace photomill
