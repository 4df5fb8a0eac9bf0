// What a decoder said while it decoded, judged: the picture's failure, or a warning for people.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/sniff/header.h"

namespace photomill {

struct DecoderMessage {
  bool from_picture_data = false;  // it is about the picture, not about what stands beside it
  std::string text;
};

// kCorrupt for the first message that tells of a loss, else the others' texts, each once. `bytes`
// are the file.
Result<std::string> JudgeMessages(const std::vector<DecoderMessage>& messages,
                                  std::string_view bytes, PictureFormat format);

// "a" and "b" become "a; b".
void AddWarning(std::string& warnings, std::string_view warning);

}  // namespace photomill
