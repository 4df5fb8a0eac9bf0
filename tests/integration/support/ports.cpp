#include "tests/integration/support/ports.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "common/os/files.h"
#include "common/os/memory.h"

namespace photomill::test {
namespace {

constexpr uint16_t kFirstPort = 10'000;
constexpr uint16_t kPorts = 20'000;  // ends before the usual ip_local_port_range

bool NobodyListensAt(uint16_t port) {
  const FileDescriptor fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
}

}  // namespace

uint16_t FreePort() {
  uint16_t port = 0;
  do {
    port = static_cast<uint16_t>(kFirstPort + RandomNumber64() % kPorts);
  } while (!NobodyListensAt(port));
  return port;
}

}  // namespace photomill::test
