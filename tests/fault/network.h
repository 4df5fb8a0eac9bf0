// A small network of machines, as programs see it: each member is a network namespace with one
// address; all are plugged into one switch, and any of them can be disconnected. Only root can
// create one, and not everywhere.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/integration/support/program.h"

namespace photomill::test {

class Network {
 public:
  // Empty if this machine does not allow it; `why` gives the reason.
  static std::optional<Network> Make(size_t members, std::string& why);
  Network(Network&&) = default;
  Network& operator=(Network&&) = default;
  ~Network();

  // "10.77.0.1" for member 0.
  [[nodiscard]] std::string Address(size_t member) const;
  // Starts a program as if it ran on that machine.
  [[nodiscard]] Launch Inside(size_t member, Launch launch = {}) const;

  enum class Cut {
    kLinkDown,  // the machine sees that its cable is unplugged
    kSilent,    // the switch forgets the port: no packet arrives, and nobody is notified
  };
  void CutOff(size_t member, Cut cut) const;
  void Heal(size_t member) const;  // of either kind

 private:
  explicit Network(std::vector<Program> holders) : holders_(std::move(holders)) {}
  // Runs `ip ARGUMENTS…` in the namespace of a holder.
  [[nodiscard]] Ended Ip(size_t holder, const Arguments& arguments) const;
  [[nodiscard]] bool Connect();

  std::vector<Program> holders_;  // a process for each member's namespace, then the switch's
};

}  // namespace photomill::test
