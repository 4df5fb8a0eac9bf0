#include "worker/image/library/decoder_messages.h"

#include <set>

#include "worker/image/library/warning_kind.h"

namespace photomill {

Result<Judgement> JudgeMessages(const std::vector<DecoderMessage>& messages, Damage damage) {
  Judgement judgement;
  std::set<std::string> told;
  for (const DecoderMessage& message : messages) {
    const bool lost =
        KindOfWarning(message.from_picture_data, message.text) == MessageKind::kPictureLost;
    if (lost) {
      if (damage == Damage::kRefuse) return Failure{Reason::kCorrupt, message.text};
      judgement.partial = true;
    }
    if (told.insert(message.text).second) {
      AddWarning(judgement.warning, lost ? Warning::kPartlyDecoded : message.kind, message.text);
    }
  }
  return judgement;
}

}  // namespace photomill
