// Messages about rejected connections: the first one at once, for a user who has just started a
// worker that is rejected; after that at most one line per interval, however many there are.
#pragma once

#include <optional>
#include <string>

#include "common/base/instant.h"
#include "common/wire/router_socket.h"

namespace photomill {

class StrangerNotes {
 public:
  // `encrypts`: whether this coordinator has keys.
  explicit StrangerNotes(bool encrypts) : encrypts_(encrypts) {}

  // Returns a line if one is due.
  std::optional<std::string> Note(Instant now, const TurnedAway& strangers);

 private:
  const bool encrypts_;
  TurnedAway told_;
  std::optional<Instant> last_;
};

}  // namespace photomill
