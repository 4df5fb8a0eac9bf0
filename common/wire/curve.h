// Creates and checks keys for CURVE, the encryption of connections between machines (curve25519, as
// in ZeroMQ's RFC 26). As text, a key has 40 characters of Z85 (RFC 32). Any thread may call these
// functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/base/secret.h"

namespace photomill {

struct CurveKeys {
  std::string public_key;
  Secret secret_key;
};

// A new key pair from the system's random generator.
CurveKeys MakeCurveKeys();

// Whether it has the format of a key: 40 characters of Z85.
bool IsCurveKey(std::string_view text);

// Whether both keys belong to the same pair.
bool AreOnePair(const CurveKeys& keys);

// The keys of the listening end: its own secret key, and the public keys of accepted clients. What
// an admin sends is received apart (RouterSocket::ReceiveAdmin): an admin's key does not make a
// worker, and a worker's key does not make an admin.
struct CurveServer {
  Secret secret_key;
  std::vector<std::string> allowed;
  std::vector<std::string> admins{};
};

// The keys of the connecting end: the trusted server's public key, and its own pair.
struct CurveClient {
  std::string server_key;
  CurveKeys own;
};

}  // namespace photomill
