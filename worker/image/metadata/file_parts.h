// The parts that a file's container is made of: JPEG's segments, PNG's chunks, WebP's chunks. For
// what stands beside the picture; whether the picture is sound is its decoder's part.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace photomill {

struct FilePart {
  std::string name;       // "APP1", "iTXt", "EXIF"; a JPEG's other segments: "OTHER"
  std::string_view body;  // without the name, length and check sum
};
using VisitPart = std::function<void(const FilePart& part)>;

// The segments before the picture's data.
void VisitJpeg(std::string_view bytes, const VisitPart& visit);
// Whether the chunks make up the whole file: none is cut off, and nothing stands behind the last.
bool VisitPng(std::string_view bytes, const VisitPart& visit);
void VisitWebp(std::string_view bytes, const VisitPart& visit);

}  // namespace photomill
