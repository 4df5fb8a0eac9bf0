// XXH3-128 digests of recipes (their canonical bytes) and of outputs (their content). Not
// cryptographic: they distinguish versions and detect damage, but do not prevent forgery.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace photomill {

struct Digest {
  uint64_t high = 0;
  uint64_t low = 0;
  auto operator<=>(const Digest&) const = default;
};

Digest DigestOf(std::string_view bytes);

// Computes the digest of bytes that arrive in pieces.
class DigestStream {
 public:
  DigestStream();
  DigestStream(const DigestStream&) = delete;
  DigestStream& operator=(const DigestStream&) = delete;
  ~DigestStream();

  void Add(std::string_view bytes);
  [[nodiscard]] Digest Digested() const;  // of everything added so far

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// 32 lower-case hexadecimal digits in XXH3's canonical (big-endian) order, as printed by `xxhsum
// -H128`.
std::string ToHex(const Digest& digest);
std::optional<Digest> ParseDigest(std::string_view hex);

// 16 bytes, big-endian, for the wire.
std::string ToBytes(const Digest& digest);
std::optional<Digest> DigestFromBytes(std::string_view bytes);

}  // namespace photomill
