// Key templates: from a source's key to the key of an output.
// {dir} the source's folders, {name} its last component, {stem} the same without its extension,
// {ext} the extension in lower case without the dot. "{{" and "}}" are literal braces.
// An empty {dir} leaves no leading or double slash.
#pragma once

#include <string>
#include <string_view>

#include "common/base/result.h"

namespace photomill {

// Refuses unknown fields, absolute and climbing paths, and templates that give every source the
// same key (one without {stem} and without {name}).
Status ValidateKeyTemplate(std::string_view key_template);

// Whether outputs keep their sources' extensions: the template (valid) has {name} or {ext}.
bool KeepsExtension(std::string_view key_template);

// The output's key for a source's key. The template must be valid. Fails where the result would
// be no usable key (too long a name, a climbing component).
Result<std::string> ExpandKey(std::string_view key_template, std::string_view source_key);

// A usable key: not empty, relative, no empty, "." or ".." component, no NUL byte, within limits.
Status ValidateKey(std::string_view key);

}  // namespace photomill
