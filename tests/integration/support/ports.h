// Ports of this machine for the programs of a test.
#pragma once

#include <cstdint>

namespace photomill::test {

// One that nobody listens at now on loopback, outside the range that the system gives to outgoing
// connections: a program that calls a server which is gone could otherwise take its port.
uint16_t FreePort();

}  // namespace photomill::test
