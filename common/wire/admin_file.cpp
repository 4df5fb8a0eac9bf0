#include "common/wire/admin_file.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/base/limits.h"
#include "common/wire/endpoint.h"
#include "common/wire/word_lines.h"

namespace photomill {
namespace {

constexpr std::string_view kFormat = "photomill-admin";
constexpr std::string_view kFormatVersion = "1";
constexpr std::string_view kMigration = "migration";
constexpr std::string_view kAddress = "address";
constexpr std::string_view kToken = "token";
constexpr std::string_view kServerKey = "server-key";
constexpr std::string_view kAdminPublicKey = "admin-public-key";
constexpr std::string_view kAdminSecretKey = "admin-secret-key";

Failure Damaged(const std::string& what) {
  return Invalid(
      fmt::format("the admin file is incomplete or damaged: {}. Copy it again, unchanged, from the "
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

struct Secrets {
  std::string token;
  std::string admin;
};

Status Take(const WordLine& line, AdminFile& file, Secrets& secrets) {
  if (line.word == kServerKey) return TakeKey(line, file.server_key);
  if (line.word == kAdminPublicKey) return TakeKey(line, file.admin.public_key);
  if (line.word == kAdminSecretKey) return TakeKey(line, secrets.admin);
  if (line.word == kToken) return TakeKey(line, secrets.token);
  if (line.word == kMigration) {
    if (line.value.empty() || line.value.size() > limits::kMigrationIdBytesMax) {
      return DamagedLine(line, "has no migration id");
    }
    file.migration_id = line.value;
    return {};
  }
  if (line.word != kAddress) {
    return DamagedLine(line, "begins with a word that this version does not know");
  }
  if (file.addresses.size() >= limits::kJoinAddressesMax) {
    return DamagedLine(
        line, fmt::format("is one address more than the {} allowed", limits::kJoinAddressesMax));
  }
  if (!ValidateEndpoint(line.value, EndpointUse::kConnect)) {
    return DamagedLine(line, "has no address tcp://HOST:PORT or ipc://PATH");
  }
  file.addresses.emplace_back(line.value);
  return {};
}

// A token must not get to another machine, and the keys are of no use on a local socket.
Status CheckKind(const AdminFile& file) {
  const bool has_keys =
      !file.server_key.empty() && !file.admin.public_key.empty() && !file.admin.secret_key.empty();
  const bool has_any_key =
      !file.server_key.empty() || !file.admin.public_key.empty() || !file.admin.secret_key.empty();
  if (file.token.empty() ? !has_keys : has_any_key) {
    return Damaged("it needs either a token or the server's key and both keys of the admin");
  }
  if (has_keys && !AreOnePair(file.admin)) {
    return Damaged("its two admin keys do not belong together");
  }
  const std::string_view scheme = has_keys ? "tcp://" : "ipc://";
  const bool fits =
      std::all_of(file.addresses.begin(), file.addresses.end(),
                  [&](const std::string& address) { return address.starts_with(scheme); });
  return fits ? Status() : Damaged("an address does not fit what proves that you may use it");
}

}  // namespace

Secret RenderAdminFile(const AdminFile& file) {
  std::string text =
      "# How photomill pause, resume, drain and others reach a live run. Anyone with this file "
      "can\n"
      "# give them: keep it private.\n";
  text.reserve(4096);  // reserved at once, so that no reallocation leaves a copy of a key behind
  AddWordLine(text, kFormat, kFormatVersion);
  AddWordLine(text, kMigration, file.migration_id);
  for (const std::string& address : file.addresses) AddWordLine(text, kAddress, address);
  if (file.is_local()) {
    AddWordLine(text, kToken, file.token.Reveal());
  } else {
    AddWordLine(text, kServerKey, file.server_key);
    AddWordLine(text, kAdminPublicKey, file.admin.public_key);
    AddWordLine(text, kAdminSecretKey, file.admin.secret_key.Reveal());
  }
  return Secret(std::move(text));
}

Result<AdminFile> ParseAdminFile(const Secret& text) {
  const std::vector<WordLine> lines = WordLinesOf(text.Reveal());
  if (lines.empty() || lines.front().word != kFormat) {
    return Invalid(
        fmt::format("this is not an admin file: it does not begin with \"{}\". A coordinator that "
                    "serves other machines writes one, called \"admin\", into its state directory",
                    kFormat));
  }
  if (lines.front().value != kFormatVersion) {
    return Invalid(
        "this version of photomill cannot read this form of admin file: install the same version "
        "of photomill here as on the coordinator's machine");
  }
  AdminFile file;
  Secrets secrets;
  for (size_t i = 1; i < lines.size(); ++i) {
    if (Status taken = Take(lines[i], file, secrets); !taken) return taken.failure();
  }
  file.token = Secret(std::move(secrets.token));
  file.admin.secret_key = Secret(std::move(secrets.admin));
  if (file.migration_id.empty()) return Damaged("\"migration\" is missing");
  if (file.addresses.empty()) return Damaged("\"address\" is missing");
  if (Status kind = CheckKind(file); !kind) return kind.failure();
  return file;
}

Secret MakeAdminToken() {
  return MakeCurveKeys().secret_key;
}

}  // namespace photomill
