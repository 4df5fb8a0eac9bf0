// Keys of CURVE, the cipher of connections that leave the machine (curve25519, as in RFC 26 of
// ZeroMQ): making and checking them. In texts a key has 40 characters of Z85 (RFC 32).
// Any thread may call these functions.
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

// A fresh pair, from the system's generator.
CurveKeys MakeCurveKeys();

// Whether it has the form of a key: 40 characters of Z85.
bool IsCurveKey(std::string_view text);

// Whether the two were made together.
bool AreOnePair(const CurveKeys& keys);

// What the end that listens needs: its own secret, and the public keys of those who may come.
struct CurveServer {
  Secret secret_key;
  std::vector<std::string> allowed;
};

// What the end that connects needs: whom it trusts, and its own keys.
struct CurveClient {
  std::string server_key;
  CurveKeys own;
};

}  // namespace photomill
