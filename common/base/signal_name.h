// The names of signals, for display.
#pragma once

#include <string>

namespace photomill {

// "SIGSEGV", or "signal 77" for a signal without a name.
std::string SignalName(int signal);

}  // namespace photomill
