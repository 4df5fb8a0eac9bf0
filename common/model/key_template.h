// Key templates: from a source's key to the key of an output.
// {dir} is the source's folders, {name} its last component, {stem} the same without its extension,
// {ext} the extension in lower case without the dot. {width} and {height} are the output's size in
// px, {hash} is the first 16 hexadecimal digits of its content's digest. "{{" and "}}" are literal
// braces. An empty {dir} leaves no leading or double slash.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/digest.h"
#include "common/base/result.h"

namespace photomill {

// The properties of an output that are known only once it is written.
struct OutputFacts {
  uint32_t width = 0;  // px
  uint32_t height = 0;
  Digest content;  // XXH3-128 of the file
};

// Rejects unknown fields, absolute paths, paths with "..", and templates that give every source the
// same key (those without {stem} and {name}). Fields that describe the output must come after {dir}
// and after {name} or {stem}, and the first of them must follow a character that is neither a
// letter nor a digit. The ledger relies on this to find keys that can meet (key_pattern.h).
Status ValidateKeyTemplate(std::string_view key_template);

// Whether outputs keep their sources' extensions: the template (valid) has {name} or {ext}.
bool KeepsExtension(std::string_view key_template);

// The key that a source claims for its output. {width}, {height} and {hash} stay unexpanded,
// because they are unknown until the output is written. The template must be valid. Fails if the
// result is not a usable key (name too long, or a ".." component).
Result<std::string> ClaimedKey(std::string_view key_template, std::string_view source_key);

// The key of a written output. Fails as ClaimedKey does.
Result<std::string> OutputKey(std::string_view key_template, std::string_view source_key,
                              const OutputFacts& facts);

// The extension of a key's last component, in lower case, without the dot. Empty if it has none.
std::string ExtensionOf(std::string_view source_key);
// The key without its extension, as {dir} and {stem} give it. "a/IMG_1.CR2": "a/IMG_1".
std::string_view WithoutExtension(std::string_view source_key);

// Checks that a key is usable: not empty, relative, no empty, "." or ".." component, no NUL byte,
// within limits.
Status ValidateKey(std::string_view key);

}  // namespace photomill
