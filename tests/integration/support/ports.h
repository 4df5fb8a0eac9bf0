// Ports of this machine for the programs of a test.
#pragma once

#include <cstdint>

namespace photomill::test {

// A port that nobody listens at now on loopback, outside the system's range for outgoing
// connections: otherwise a program that calls a stopped server could occupy its port.
uint16_t FreePort();

}  // namespace photomill::test
