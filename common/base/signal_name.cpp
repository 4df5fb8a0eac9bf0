#include "common/base/signal_name.h"

#include <fmt/core.h>

#include <cstring>

namespace photomill {

std::string SignalName(int signal) {
  const char* const name = sigabbrev_np(signal);
  return name == nullptr ? fmt::format("signal {}", signal) : std::string("SIG") + name;
}

}  // namespace photomill
