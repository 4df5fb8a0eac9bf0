#include "coordinator/start/migration_keys.h"

#include <fmt/core.h>

#include <sstream>

#include "common/os/private_file.h"

namespace photomill {
namespace {

constexpr uint64_t kKeyFileBytesMax = 4096;
constexpr const char* kPublicKey = "public-key";
constexpr const char* kSecretKey = "secret-key";

Secret Render(const CurveKeys& keys) {
  return Secret(std::string(kPublicKey) + " " + keys.public_key + "\n" + kSecretKey + " " +
                keys.secret_key.Reveal() + "\n");
}

CurveKeys Parse(const Secret& text) {
  CurveKeys keys;
  std::istringstream words(text.Reveal());
  for (std::string word, value; words >> word >> value;) {
    if (word == kPublicKey) keys.public_key = value;
    if (word == kSecretKey) keys.secret_key = Secret(value);
  }
  return keys;
}

Result<CurveKeys> LoadOrMake(const std::string& folder, const std::string& name) {
  const std::string path = folder + "/" + name;
  const Result<Secret> text = ReadOwnPrivateFile(path, kKeyFileBytesMax);
  if (!text && text.failure().reason != Reason::kSourceVanished) return text.failure();
  if (!text) {
    CurveKeys keys = MakeCurveKeys();
    if (Status written = WritePrivateFile(path, Render(keys)); !written) return written.failure();
    return keys;
  }
  CurveKeys keys = Parse(*text);
  if (!AreOnePair(keys)) {
    return Invalid(fmt::format(
        "{} does not contain a pair of keys: restore it, or remove the directory {} to "
        "create new keys (workers then need the new join file, and admins the new admin file)",
        Quoted(path), Quoted(folder)));
  }
  return keys;
}

}  // namespace

Result<MigrationKeys> LoadOrMakeKeys(const std::string& state_folder) {
  const std::string folder = state_folder + "/keys";
  if (Status made = MakePrivateFolder(folder); !made) return made.failure();
  Result<CurveKeys> server = LoadOrMake(folder, "server");
  if (!server) return server.failure();
  Result<CurveKeys> worker = LoadOrMake(folder, "worker");
  if (!worker) return worker.failure();
  Result<CurveKeys> admin = LoadOrMake(folder, "admin");
  if (!admin) return admin.failure();
  return MigrationKeys{*std::move(server), *std::move(worker), *std::move(admin)};
}

}  // namespace photomill
