// Shared by the golden tests: a file is decoded, derived and encoded as by a worker.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "tests/golden/compare.h"

namespace photomill {

// One step of a derive plan, without padding.
inline DeriveStep OneStep(double left, double top, double crop_width, double crop_height,
                          uint32_t width, uint32_t height) {
  DeriveStep step;
  step.crop = {left, top, crop_width, crop_height};
  step.width = step.canvas_width = width;
  step.height = step.canvas_height = height;
  return step;
}

inline Derivative WrittenAs(OutputFormat format, uint32_t quality = 80) {
  Derivative derivative;
  derivative.name = "photo";
  derivative.format = format;
  derivative.quality = quality;
  return derivative;
}

// The public collections: at PHOTOMILL_CORPUS, or else next to the checkout; empty if they are in
// neither place.
inline std::string CorpusFolder() {
  const char* given = std::getenv("PHOTOMILL_CORPUS");
  for (const char* folder : {given != nullptr ? given : "", PHOTOMILL_CORPUS_BESIDE}) {
    if (std::filesystem::is_directory(folder)) return folder;
  }
  return "";
}

inline std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

}  // namespace photomill
