// Key templates: from a source's key to the key of an output.
// {dir} the source's folders, {name} its last component, {stem} the same without its extension,
// {ext} the extension in lower case without the dot; {width}, {height} the output's sides in px,
// {hash} the first 16 hexadecimal digits of its content's digest. "{{" and "}}" are literal braces.
// An empty {dir} leaves no leading or double slash.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/digest.h"
#include "common/base/result.h"

namespace photomill {

// What of an output is known once it is made.
struct OutputFacts {
  uint32_t width = 0;  // px
  uint32_t height = 0;
  Digest content;  // XXH3-128 of the file
};

// Refuses unknown fields, absolute and climbing paths, and templates that give every source the
// same key (one without {stem} and without {name}). What tells of the output stands behind {dir}
// and behind {name} or {stem}, the first of it behind a character that is no letter and no digit:
// so the ledger finds whose keys might meet (key_pattern.h).
Status ValidateKeyTemplate(std::string_view key_template);

// Whether outputs keep their sources' extensions: the template (valid) has {name} or {ext}.
bool KeepsExtension(std::string_view key_template);

// What a source claims for its output: its key, with {width}, {height} and {hash} as they stand,
// for nobody knows them before it is made. The template must be valid. Fails where the result
// would be no usable key (too long a name, a climbing component).
Result<std::string> ClaimedKey(std::string_view key_template, std::string_view source_key);

// The key of an output that is made. Fails as ClaimedKey does.
Result<std::string> OutputKey(std::string_view key_template, std::string_view source_key,
                              const OutputFacts& facts);

// The extension of a key's last component, in lower case, without the dot; empty: none.
std::string ExtensionOf(std::string_view source_key);
// The key without its extension: what {dir} and {stem} make of it. "a/IMG_1.CR2": "a/IMG_1".
std::string_view WithoutExtension(std::string_view source_key);

// A usable key: not empty, relative, no empty, "." or ".." component, no NUL byte, within limits.
Status ValidateKey(std::string_view key);

}  // namespace photomill
