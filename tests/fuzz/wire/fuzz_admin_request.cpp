// Reads what a command sends to a live run. An accepted request must stay the same when it is
// written and read again.
#include "common/wire/admin_codec.h"
#include "tests/fuzz/support.h"

namespace photomill::fuzz {

void FuzzOne(std::string_view input) {
  const Result<AdminRequest> request = DecodeAdminRequest(input);
  if (!request) return CheckTold(request.failure());
  const Result<AdminRequest> again = DecodeAdminRequest(Encode(*request));
  PHOTOMILL_CHECK(again.ok() && *again == *request);
}

}  // namespace photomill::fuzz
