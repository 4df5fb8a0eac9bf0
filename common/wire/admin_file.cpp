#include "common/wire/admin_file.h"

#include <algorithm>

#include "common/wire/key_file.h"
#include "common/wire/word_lines.h"

namespace photomill {
namespace {

constexpr KeyFileKind kKind = {"an", "admin file", "photomill-admin", "admin",
                               "tcp://HOST:PORT or ipc://PATH"};

constexpr std::string_view kToken = "token";
constexpr std::string_view kAdminPublicKey = "admin-public-key";
constexpr std::string_view kAdminSecretKey = "admin-secret-key";

struct Secrets {
  std::string token;
  std::string admin;
};

Status Take(const WordLine& line, AdminFile& file, Secrets& secrets) {
  if (line.word == kAddressWord) return kKind.TakeAddress(line, file.addresses);
  if (line.word == kMigrationWord) return kKind.TakeMigration(line, file.migration_id);
  if (line.word == kServerKeyWord) return kKind.TakeKey(line, file.server_key);
  if (line.word == kAdminPublicKey) return kKind.TakeKey(line, file.admin.public_key);
  if (line.word == kAdminSecretKey) return kKind.TakeKey(line, secrets.admin);
  if (line.word == kToken) return kKind.TakeKey(line, secrets.token);
  return kKind.UnknownWord(line);
}

// A token must not get to another machine, and the keys are of no use on a local socket.
Status CheckKind(const AdminFile& file) {
  const bool has_keys =
      !file.server_key.empty() && !file.admin.public_key.empty() && !file.admin.secret_key.empty();
  const bool has_any_key =
      !file.server_key.empty() || !file.admin.public_key.empty() || !file.admin.secret_key.empty();
  if (file.token.empty() ? !has_keys : has_any_key) {
    return kKind.Damaged("it needs either a token or the server's key and both keys of the admin");
  }
  if (has_keys && !AreOnePair(file.admin)) {
    return kKind.Damaged("its two admin keys do not belong together");
  }
  const std::string_view scheme = has_keys ? "tcp://" : "ipc://";
  const bool fits =
      std::all_of(file.addresses.begin(), file.addresses.end(),
                  [&](const std::string& address) { return address.starts_with(scheme); });
  return fits ? Status() : kKind.Damaged("an address does not fit what proves that you may use it");
}

}  // namespace

Secret RenderAdminFile(const AdminFile& file) {
  std::string text =
      "# How photomill pause, resume, drain and others reach a live run. Anyone with this file "
      "can\n"
      "# give them: keep it private.\n";
  text.reserve(4096);  // reserved at once, so that no reallocation leaves a copy of a key behind
  kKind.AddFirstLine(text);
  AddWordLine(text, kMigrationWord, file.migration_id);
  for (const std::string& address : file.addresses) AddWordLine(text, kAddressWord, address);
  if (file.is_local()) {
    AddWordLine(text, kToken, file.token.Reveal());
  } else {
    AddWordLine(text, kServerKeyWord, file.server_key);
    AddWordLine(text, kAdminPublicKey, file.admin.public_key);
    AddWordLine(text, kAdminSecretKey, file.admin.secret_key.Reveal());
  }
  return Secret(std::move(text));
}

Result<AdminFile> ParseAdminFile(const Secret& text) {
  const Result<std::vector<WordLine>> lines = kKind.LinesOf(text);
  if (!lines) return lines.failure();
  AdminFile file;
  Secrets secrets;
  for (const WordLine& line : *lines) {
    if (Status taken = Take(line, file, secrets); !taken) return taken.failure();
  }
  file.token = Secret(std::move(secrets.token));
  file.admin.secret_key = Secret(std::move(secrets.admin));
  if (file.migration_id.empty()) return kKind.Missing(kMigrationWord);
  if (file.addresses.empty()) return kKind.Missing(kAddressWord);
  if (Status kind = CheckKind(file); !kind) return kind.failure();
  return file;
}

Secret MakeAdminToken() {
  return MakeCurveKeys().secret_key;
}

}  // namespace photomill
