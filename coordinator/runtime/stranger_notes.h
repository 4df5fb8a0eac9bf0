// What people are told of connections that were turned away: the first at once, for whoever has
// just started a worker that cannot come in; then at most one line in a while, however many there
// are.
#pragma once

#include <optional>
#include <string>

#include "common/base/instant.h"
#include "common/wire/zmq_socket.h"

namespace photomill {

class StrangerNotes {
 public:
  // `encrypts`: whether this coordinator has keys.
  explicit StrangerNotes(bool encrypts) : encrypts_(encrypts) {}

  // A line, where one is due.
  std::optional<std::string> Note(Instant now, const TurnedAway& strangers);

 private:
  const bool encrypts_;
  TurnedAway told_;
  std::optional<Instant> last_;
};

}  // namespace photomill
