#include "coordinator/runtime/stranger_notes.h"

#include "common/base/text.h"

namespace photomill {
namespace {

constexpr Duration kNoteInterval = seconds(30);

}  // namespace

std::optional<std::string> StrangerNotes::Note(Instant now, const TurnedAway& strangers) {
  if (strangers.total() == told_.total()) return std::nullopt;
  if (last_ && now - *last_ < kNoteInterval) return std::nullopt;
  const auto part = [](uint64_t count, std::string_view what) {
    return count == 0 ? "" : ", " + HumanCount(count) + " " + std::string(what);
  };
  std::string text;
  text += part(strangers.other_cipher - told_.other_cipher,
               encrypts_ ? "in plain text: a worker needs the join file"
                         : "encrypted, and this coordinator speaks plain text");
  text += part(strangers.wrong_key - told_.wrong_key,
               encrypts_ ? "with the join file of another coordinator, or no worker at all"
                         : "that are no worker");
  text += part(strangers.unknown_key - told_.unknown_key,
               "with a worker key that is not this migration's (last from " +
                   Escaped(strangers.last_unknown) + ")");
  text += part(strangers.hung_up - told_.hung_up, "that hung up or said nothing");
  const uint64_t count = strangers.total() - told_.total();
  told_ = strangers;
  last_ = now;
  return "turned away " + HumanCount(count) + (count == 1 ? " connection: " : " connections: ") +
         text.substr(2);
}

}  // namespace photomill
