// Reads admin files, which are copied and pasted. An accepted file must stay the same when it is
// written and read again, and never mixes a token with an address on the network. A refusal must
// not reveal a key.
#include <string>

#include "common/wire/admin_file.h"
#include "tests/fuzz/support.h"

namespace photomill::fuzz {

void FuzzOne(std::string_view input) {
  const Result<AdminFile> file = ParseAdminFile(Secret(std::string(input)));
  if (!file) return CheckTold(file.failure());
  PHOTOMILL_CHECK(!file->addresses.empty());
  PHOTOMILL_CHECK(file->token.empty() != file->is_local());
  for (const std::string& address : file->addresses) {
    PHOTOMILL_CHECK(address.starts_with(file->is_local() ? "ipc://" : "tcp://"));
  }
  const Result<AdminFile> again = ParseAdminFile(RenderAdminFile(*file));
  PHOTOMILL_CHECK(again.ok());
  PHOTOMILL_CHECK(again->migration_id == file->migration_id);
  PHOTOMILL_CHECK(again->addresses == file->addresses);
  PHOTOMILL_CHECK(again->token == file->token);
  PHOTOMILL_CHECK(again->server_key == file->server_key);
  PHOTOMILL_CHECK(again->admin.public_key == file->admin.public_key);
  PHOTOMILL_CHECK(again->admin.secret_key == file->admin.secret_key);
}

}  // namespace photomill::fuzz
