#include "common/base/digest.h"

#define XXH_STATIC_LINKING_ONLY
#include <xxhash.h>

namespace photomill {
namespace {

constexpr char kHexDigits[] = "0123456789abcdef";

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

}  // namespace

Digest DigestOf(std::string_view bytes) {
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  return {hash.high64, hash.low64};
}

struct DigestStream::State {
  XXH3_state_t hash;
};

DigestStream::DigestStream() : state_(std::make_unique<State>()) {
  XXH3_128bits_reset(&state_->hash);
}

DigestStream::~DigestStream() = default;

void DigestStream::Add(std::string_view bytes) {
  XXH3_128bits_update(&state_->hash, bytes.data(), bytes.size());
}

Digest DigestStream::Digested() const {
  const XXH128_hash_t hash = XXH3_128bits_digest(&state_->hash);
  return {hash.high64, hash.low64};
}

std::string ToBytes(const Digest& digest) {
  std::string bytes(16, '\0');
  for (size_t i = 0; i < 8; ++i) {
    bytes[i] = static_cast<char>(digest.high >> (56 - 8 * i));
    bytes[8 + i] = static_cast<char>(digest.low >> (56 - 8 * i));
  }
  return bytes;
}

std::optional<Digest> DigestFromBytes(std::string_view bytes) {
  if (bytes.size() != 16) return std::nullopt;
  Digest digest;
  for (size_t i = 0; i < 8; ++i) {
    digest.high = digest.high << 8 | static_cast<unsigned char>(bytes[i]);
    digest.low = digest.low << 8 | static_cast<unsigned char>(bytes[8 + i]);
  }
  return digest;
}

std::string ToHex(const Digest& digest) {
  std::string hex;
  hex.reserve(32);
  for (const char c : ToBytes(digest)) {
    const auto byte = static_cast<unsigned char>(c);
    hex += kHexDigits[byte >> 4];
    hex += kHexDigits[byte & 15];
  }
  return hex;
}

std::optional<Digest> ParseDigest(std::string_view hex) {
  if (hex.size() != 32) return std::nullopt;
  std::string bytes(16, '\0');
  for (size_t i = 0; i < 16; ++i) {
    const int high = HexValue(hex[2 * i]);
    const int low = HexValue(hex[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes[i] = static_cast<char>(high << 4 | low);
  }
  return DigestFromBytes(bytes);
}

}  // namespace photomill
