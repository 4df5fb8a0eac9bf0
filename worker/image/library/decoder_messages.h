// Judges the messages of a decoder: they fail the image, or become a warning.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/model/warning.h"
#include "worker/image/pixels/damage.h"

namespace photomill {

struct DecoderMessage {
  bool from_picture_data = false;  // about the image itself, not about other data in the file
  std::string text;
  Warning kind = Warning::kOther;  // if the message reports no loss
};

struct Judgement {
  WarningText warning;   // the texts of the messages, each once
  bool partial = false;  // a message reports a loss
};

// If losses are rejected, fails with kCorrupt for the first message that reports one.
Result<Judgement> JudgeMessages(const std::vector<DecoderMessage>& messages, Damage damage);

}  // namespace photomill
