#include "common/wire/join_file.h"

#include <optional>

#include "common/wire/key_file.h"
#include "common/wire/word_lines.h"

namespace photomill {
namespace {

constexpr KeyFileKind kKind = {"a", "join file", "photomill-join", "join", "tcp://HOST:PORT"};

constexpr std::string_view kProtocol = "protocol";
constexpr std::string_view kWorkerPublicKey = "worker-public-key";
constexpr std::string_view kWorkerSecretKey = "worker-secret-key";

Status Take(const WordLine& line, JoinFile& join, std::string& secret) {
  if (line.word == kAddressWord) return kKind.TakeAddress(line, join.addresses);
  if (line.word == kMigrationWord) return kKind.TakeMigration(line, join.migration_id);
  if (line.word == kServerKeyWord) return kKind.TakeKey(line, join.server_key);
  if (line.word == kWorkerPublicKey) return kKind.TakeKey(line, join.worker.public_key);
  if (line.word == kWorkerSecretKey) return kKind.TakeKey(line, secret);
  if (line.word != kProtocol) return kKind.UnknownWord(line);
  const std::optional<uint32_t> version = NumberOf(line.value);
  if (!version) return kKind.DamagedLine(line, "has no protocol version");
  join.protocol_version = *version;
  return {};
}

}  // namespace

Secret RenderJoinFile(const JoinFile& join) {
  std::string text =
      "# The join file of a photomill migration: `photomill worker --join=FILE` is all that a\n"
      "# machine needs to join it as a worker. Anyone with this file can do so: keep it private.\n";
  text.reserve(4096);  // reserved at once, so that no reallocation leaves a copy of the key behind
  kKind.AddFirstLine(text);
  AddWordLine(text, kProtocol, std::to_string(join.protocol_version));
  AddWordLine(text, kMigrationWord, join.migration_id);
  for (const std::string& address : join.addresses) AddWordLine(text, kAddressWord, address);
  AddWordLine(text, kServerKeyWord, join.server_key);
  AddWordLine(text, kWorkerPublicKey, join.worker.public_key);
  AddWordLine(text, kWorkerSecretKey, join.worker.secret_key.Reveal());
  return Secret(std::move(text));
}

Result<JoinFile> ParseJoinFile(const Secret& text) {
  const Result<std::vector<WordLine>> lines = kKind.LinesOf(text);
  if (!lines) return lines.failure();
  JoinFile join;
  std::string secret;
  for (const WordLine& line : *lines) {
    if (Status taken = Take(line, join, secret); !taken) return taken.failure();
  }
  join.worker.secret_key = Secret(std::move(secret));
  if (join.protocol_version == 0) return kKind.Missing(kProtocol);
  if (join.migration_id.empty()) return kKind.Missing(kMigrationWord);
  if (join.addresses.empty()) return kKind.Missing(kAddressWord);
  if (join.server_key.empty()) return kKind.Missing(kServerKeyWord);
  if (join.worker.public_key.empty()) return kKind.Missing(kWorkerPublicKey);
  if (join.worker.secret_key.empty()) return kKind.Missing(kWorkerSecretKey);
  if (!AreOnePair(join.worker)) return kKind.Damaged("its two worker keys do not belong together");
  return join;
}

}  // namespace photomill
