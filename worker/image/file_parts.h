// The parts that a file's container is made of: JPEG's segments, PNG's chunks, WebP's chunks. For
// what stands beside the picture; whether the picture is sound is its decoder's part.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace photomill {

struct FilePart {
  std::string name;  // "APP1", "iTXt", "EXIF"; a JPEG's segments that its picture needs: "PICTURE"
  std::string_view body;  // without the name, length and check sum
};
using VisitPart = std::function<void(const FilePart& part)>;

enum class JpegParts : uint8_t { kBeforePicture, kAll };

// Each says whether the parts make up the whole file: nothing is damaged, and nothing stands behind
// its end. With kBeforePicture the look ends where the picture begins, and says false.
bool VisitJpeg(std::string_view bytes, JpegParts parts, const VisitPart& visit);
bool VisitPng(std::string_view bytes, const VisitPart& visit);
bool VisitWebp(std::string_view bytes, const VisitPart& visit);

}  // namespace photomill
