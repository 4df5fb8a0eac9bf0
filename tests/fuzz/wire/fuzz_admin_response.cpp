// Reads what a live run answers to a command. An accepted response must stay the same when it is
// written and read again.
#include "common/wire/admin_codec.h"
#include "tests/fuzz/support.h"

namespace photomill::fuzz {

void FuzzOne(std::string_view input) {
  const Result<AdminResponse> response = DecodeAdminResponse(input);
  if (!response) return CheckTold(response.failure());
  const Result<AdminResponse> again = DecodeAdminResponse(Encode(*response));
  PHOTOMILL_CHECK(again.ok() && *again == *response);
}

}  // namespace photomill::fuzz
