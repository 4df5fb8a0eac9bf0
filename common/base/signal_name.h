// Signals by their names, for people.
#pragma once

#include <string>

namespace photomill {

// "SIGSEGV"; "signal 77" for one without a name.
std::string SignalName(int signal);

}  // namespace photomill
