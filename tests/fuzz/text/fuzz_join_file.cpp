// Reads join files, which are copied, mailed and pasted. An accepted file must stay the same when
// it is written and read again, and a refusal must not reveal a key.
#include "common/wire/endpoint.h"
#include "common/wire/join_file.h"
#include "tests/fuzz/support.h"

namespace photomill::fuzz {

void FuzzOne(std::string_view input) {
  const Result<JoinFile> join = ParseJoinFile(Secret(std::string(input)));
  if (!join) return CheckTold(join.failure());
  PHOTOMILL_CHECK(!join->addresses.empty());
  for (const std::string& address : join->addresses) {
    PHOTOMILL_CHECK(ValidateEndpoint(address, EndpointUse::kConnect).ok());
  }
  const Result<JoinFile> again = ParseJoinFile(RenderJoinFile(*join));
  PHOTOMILL_CHECK(again.ok());
  PHOTOMILL_CHECK(again->protocol_version == join->protocol_version);
  PHOTOMILL_CHECK(again->migration_id == join->migration_id);
  PHOTOMILL_CHECK(again->addresses == join->addresses);
  PHOTOMILL_CHECK(again->server_key == join->server_key);
  PHOTOMILL_CHECK(again->worker.public_key == join->worker.public_key);
  PHOTOMILL_CHECK(again->worker.secret_key == join->worker.secret_key);
}

}  // namespace photomill::fuzz
