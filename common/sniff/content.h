// What a file is, by its content. Its name has a say only where content does not tell: a camera's
// raw file may be like any TIFF, and a Matroska of sound alone like a film.
// Pure functions over bytes in memory; any thread may call them.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "common/base/file_format.h"

namespace photomill {

// `extension` of the file's name, in lower case and without the dot; "" where it has none, or the
// name is not known. A HEIF file that does not say whether it is HEIC or AVIF is kHeic; what is
// recognised in spite of a damaged signature is of its format.
FileFormat IdentifyContent(std::string_view bytes, std::string_view extension);

// A film, told by its first bytes `head` alone, may be a sound: MP4 and QuickTime tell in their
// index, which stands anywhere in the file of `file_bytes`. `part` reads there. What has no index
// within reach, or one of more than `index_bytes_max`, stays what it was taken for.
using ReadPart = std::function<std::string(uint64_t offset, size_t bytes)>;
FileFormat IdentifyFilm(FileFormat told, std::string_view head, uint64_t file_bytes,
                        uint64_t index_bytes_max, const ReadPart& part);

// What a file is that is no picture, for people: "a web page", "an empty file".
std::string ContentText(std::string_view bytes, FileFormat format);

}  // namespace photomill
