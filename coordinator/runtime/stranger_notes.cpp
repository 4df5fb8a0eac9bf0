#include "coordinator/runtime/stranger_notes.h"

#include <fmt/core.h>

#include "common/base/text.h"

namespace photomill {
namespace {

constexpr Duration kNoteInterval = seconds(30);

}  // namespace

std::optional<std::string> StrangerNotes::Note(Instant now, const TurnedAway& strangers) {
  if (strangers.total() == told_.total()) return std::nullopt;
  if (last_ && now - *last_ < kNoteInterval) return std::nullopt;
  const auto part = [](uint64_t count, std::string_view what) {
    return count == 0 ? "" : fmt::format(", {} {}", HumanCount(count), what);
  };
  std::string text;
  text += part(strangers.other_cipher - told_.other_cipher,
               encrypts_ ? "unencrypted: a worker needs the join file"
                         : "encrypted, but this coordinator uses no encryption");
  text += part(strangers.wrong_key - told_.wrong_key,
               encrypts_ ? "with another coordinator's join file, or not workers at all"
                         : "that are not workers");
  text += part(strangers.unknown_key - told_.unknown_key,
               fmt::format("with a worker key that is not this migration's (last from {})",
                           Escaped(strangers.last_unknown)));
  text += part(strangers.hung_up - told_.hung_up, "that disconnected or stayed silent");
  const uint64_t count = strangers.total() - told_.total();
  told_ = strangers;
  last_ = now;
  return fmt::format("rejected {}{}{}", HumanCount(count),
                     count == 1 ? " connection: " : " connections: ", text.substr(2));
}

}  // namespace photomill
