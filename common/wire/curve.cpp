#include "common/wire/curve.h"

#include <zmq.h>

#include <array>
#include <cstdint>

#include "common/base/check.h"

namespace photomill {
namespace {

constexpr size_t kKeyCharacters = 40;
constexpr size_t kKeyBytes = 32;
using KeyText = std::array<char, kKeyCharacters + 1>;

}  // namespace

CurveKeys MakeCurveKeys() {
  KeyText public_key{};
  KeyText secret_key{};
  // Fails only if libzmq was built without CURVE. Debian's has it.
  PHOTOMILL_CHECK(zmq_curve_keypair(public_key.data(), secret_key.data()) == 0);
  CurveKeys keys{public_key.data(), Secret(secret_key.data())};
  explicit_bzero(secret_key.data(), secret_key.size());
  return keys;
}

bool IsCurveKey(std::string_view text) {
  if (text.size() != kKeyCharacters) return false;
  // libzmq's decoder does not validate the characters.
  constexpr std::string_view kZ85 =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";
  if (text.find_first_not_of(kZ85) != std::string_view::npos) return false;
  std::array<uint8_t, kKeyBytes> bytes{};
  const std::string terminated(text);
  return zmq_z85_decode(bytes.data(), terminated.c_str()) != nullptr;
}

bool AreOnePair(const CurveKeys& keys) {
  if (!IsCurveKey(keys.public_key) || !IsCurveKey(keys.secret_key.Reveal())) return false;
  KeyText derived{};
  return zmq_curve_public(derived.data(), keys.secret_key.Reveal().c_str()) == 0 &&
         keys.public_key == derived.data();
}

}  // namespace photomill
