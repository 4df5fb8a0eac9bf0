// What a decoder said while it decoded, judged: the picture's failure, or a warning for people.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/model/warning.h"
#include "worker/image/pixels/damage.h"

namespace photomill {

struct DecoderMessage {
  bool from_picture_data = false;  // it is about the picture, not about what stands beside it
  std::string text;
  bool known_harmless = false;     // the decoder looked itself: the picture is whole
  Warning kind = Warning::kOther;  // where it tells of no loss
};

struct Judgement {
  WarningText warning;   // the messages' texts, each once
  bool partial = false;  // one of them tells of a loss
};

// Where losses are refused, kCorrupt for the first message that tells of one.
Result<Judgement> JudgeMessages(const std::vector<DecoderMessage>& messages, Damage damage);

}  // namespace photomill
