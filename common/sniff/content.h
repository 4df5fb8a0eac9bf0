// What a file is, by its content. Its name has a say only where content does not tell: a camera's
// raw file may be like any TIFF, and a Matroska of sound alone like a film.
// Pure functions over bytes in memory; any thread may call them.
#pragma once

#include <string>
#include <string_view>

#include "common/base/file_format.h"

namespace photomill {

// `extension` of the file's name, in lower case and without the dot; "" where it has none, or the
// name is not known. A HEIF file that does not say whether it is HEIC or AVIF is kHeic; what is
// recognised in spite of a damaged signature is of its format.
FileFormat IdentifyContent(std::string_view bytes, std::string_view extension);

// What a file is that is no picture, for people: "a web page", "an empty file".
std::string ContentText(std::string_view bytes, FileFormat format);

}  // namespace photomill
