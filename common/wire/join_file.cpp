#include "common/wire/join_file.h"

#include <fmt/core.h>

#include <optional>

#include "common/base/limits.h"
#include "common/wire/endpoint.h"
#include "common/wire/word_lines.h"

namespace photomill {
namespace {

constexpr std::string_view kFormat = "photomill-join";
constexpr std::string_view kFormatVersion = "1";
constexpr std::string_view kProtocol = "protocol";
constexpr std::string_view kMigration = "migration";
constexpr std::string_view kAddress = "address";
constexpr std::string_view kServerKey = "server-key";
constexpr std::string_view kWorkerPublicKey = "worker-public-key";
constexpr std::string_view kWorkerSecretKey = "worker-secret-key";

Failure Damaged(const std::string& what) {
  return Invalid(
      fmt::format("the join file is incomplete or damaged: {}. Copy it again, unchanged, from the "
                  "coordinator's state directory",
                  what));
}

Failure DamagedLine(const WordLine& line, const std::string& what) {
  return Damaged(fmt::format("line {} {}", line.number, what));
}

Status TakeKey(const WordLine& line, std::string& key) {
  if (!key.empty()) return DamagedLine(line, "repeats " + std::string(line.word));
  if (!IsCurveKey(line.value)) return DamagedLine(line, "has no key of 40 characters");
  key = line.value;
  return {};
}

Status TakeAddress(const WordLine& line, JoinFile& join) {
  if (join.addresses.size() >= limits::kJoinAddressesMax) {
    return DamagedLine(
        line, fmt::format("is one address more than the {} allowed", limits::kJoinAddressesMax));
  }
  if (!ValidateEndpoint(line.value, EndpointUse::kConnect)) {
    return DamagedLine(line, "has no address tcp://HOST:PORT");
  }
  join.addresses.emplace_back(line.value);
  return {};
}

Status Take(const WordLine& line, JoinFile& join, std::string& secret) {
  if (line.word == kAddress) return TakeAddress(line, join);
  if (line.word == kServerKey) return TakeKey(line, join.server_key);
  if (line.word == kWorkerPublicKey) return TakeKey(line, join.worker.public_key);
  if (line.word == kWorkerSecretKey) return TakeKey(line, secret);
  if (line.word == kProtocol) {
    const std::optional<uint32_t> version = NumberOf(line.value);
    if (!version) return DamagedLine(line, "has no protocol version");
    join.protocol_version = *version;
    return {};
  }
  if (line.word == kMigration) {
    if (line.value.empty() || line.value.size() > limits::kMigrationIdBytesMax) {
      return DamagedLine(line, "has no migration id");
    }
    join.migration_id = line.value;
    return {};
  }
  return DamagedLine(line, "begins with a word that this version does not know");
}

}  // namespace

Secret RenderJoinFile(const JoinFile& join) {
  std::string text =
      "# The join file of a photomill migration: `photomill worker --join=FILE` is all that a\n"
      "# machine needs to join it as a worker. Anyone with this file can do so: keep it private.\n";
  text.reserve(4096);  // reserved at once, so that no reallocation leaves a copy of the key behind
  AddWordLine(text, kFormat, kFormatVersion);
  AddWordLine(text, kProtocol, std::to_string(join.protocol_version));
  AddWordLine(text, kMigration, join.migration_id);
  for (const std::string& address : join.addresses) AddWordLine(text, kAddress, address);
  AddWordLine(text, kServerKey, join.server_key);
  AddWordLine(text, kWorkerPublicKey, join.worker.public_key);
  AddWordLine(text, kWorkerSecretKey, join.worker.secret_key.Reveal());
  return Secret(std::move(text));
}

Result<JoinFile> ParseJoinFile(const Secret& text) {
  const std::vector<WordLine> lines = WordLinesOf(text.Reveal());
  if (lines.empty() || lines.front().word != kFormat) {
    return Invalid(
        fmt::format("this is not a join file: it does not begin with \"{}\". A coordinator that "
                    "serves other machines writes one, called \"join\", into its state directory",
                    kFormat));
  }
  if (lines.front().value != kFormatVersion) {
    return Invalid(
        "this version of photomill cannot read this form of join file: install "
        "the same version of photomill here as on the coordinator's machine");
  }
  JoinFile join;
  std::string secret;
  for (size_t i = 1; i < lines.size(); ++i) {
    if (Status taken = Take(lines[i], join, secret); !taken) return taken.failure();
  }
  join.worker.secret_key = Secret(std::move(secret));
  const auto missing = [](std::string_view word) {
    return Damaged(fmt::format("\"{}\" is missing", word));
  };
  if (join.protocol_version == 0) return missing(kProtocol);
  if (join.migration_id.empty()) return missing(kMigration);
  if (join.addresses.empty()) return missing(kAddress);
  if (join.server_key.empty()) return missing(kServerKey);
  if (join.worker.public_key.empty()) return missing(kWorkerPublicKey);
  if (join.worker.secret_key.empty()) return missing(kWorkerSecretKey);
  if (!AreOnePair(join.worker)) return Damaged("its two worker keys do not belong together");
  return join;
}

}  // namespace photomill
