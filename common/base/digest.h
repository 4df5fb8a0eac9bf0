// XXH3-128 digests: of recipes (from their canonical bytes) and of outputs (from their content).
// Not cryptographic: they tell versions apart and find damage, they do not stop a forger.
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

// The digest of bytes that come piece by piece.
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

// 32 lower-case hexadecimal digits, XXH3's canonical (big endian) order, as `xxhsum -H128` prints.
std::string ToHex(const Digest& digest);
std::optional<Digest> ParseDigest(std::string_view hex);

// 16 bytes, big endian, for the wire.
std::string ToBytes(const Digest& digest);
std::optional<Digest> DigestFromBytes(std::string_view bytes);

}  // namespace photomill
