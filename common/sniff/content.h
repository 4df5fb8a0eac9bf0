// Identifies a file by its content. Its name counts only if the content is ambiguous: a camera's
// raw file can look like any TIFF, and a Matroska file with only sound looks like a video. Pure
// functions over bytes in memory; any thread may call them.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "common/base/file_format.h"

namespace photomill {

// `extension` is that of the file's name, in lower case and without the dot; "" if it has none, or
// the name is not known. A HEIF file that does not say whether it is HEIC or AVIF is kHeic. A file
// that is recognised in spite of a damaged signature has the format of that signature.
FileFormat IdentifyContent(std::string_view bytes, std::string_view extension);

// A file whose first bytes `head` look like a video can be a sound: MP4 and QuickTime state this in
// an index, which is anywhere in the file of `file_bytes`. `part` reads there. If the index is out
// of reach or larger than `index_bytes_max`, the file keeps the format `told`.
using ReadPart = std::function<std::string(uint64_t offset, size_t bytes)>;
FileFormat IdentifyFilm(FileFormat told, std::string_view head, uint64_t file_bytes,
                        uint64_t index_bytes_max, const ReadPart& part);

// Describes a file that is not an image, for people: "a web page", "an empty file".
std::string ContentText(std::string_view bytes, FileFormat format);

}  // namespace photomill
