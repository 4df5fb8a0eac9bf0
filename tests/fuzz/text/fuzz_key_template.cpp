// Applies key templates to source keys. The first line is the template, the second a key. An
// accepted template must give usable keys, or a collision with its reason.
#include <algorithm>

#include "common/base/limits.h"
#include "common/model/key_pattern.h"
#include "common/model/key_template.h"
#include "tests/fuzz/support.h"

namespace photomill::fuzz {

void FuzzOne(std::string_view input) {
  const size_t end = std::min(input.find('\n'), input.size());
  const std::string_view key_template = input.substr(0, end);
  const std::string_view key = end < input.size() ? input.substr(end + 1) : std::string_view();
  const Status key_is_valid = ValidateKey(key);
  if (!key_is_valid) CheckTold(key_is_valid.failure());
  const Status valid = ValidateKeyTemplate(key_template);
  if (!valid) return CheckTold(valid.failure());
  (void)KeepsExtension(key_template);
  if (!key_is_valid) return;
  const Result<std::string> output = ClaimedKey(key_template, key);
  if (output) {
    const Result<std::string> made =
        OutputKey(key_template, key, {limits::kSideMax, 1, DigestOf(key)});
    PHOTOMILL_CHECK(made.ok() && ValidateKey(*made).ok());
    PHOTOMILL_CHECK(MayMeet(*output, *made) && MayMeet(*output, *output));
  } else {
    PHOTOMILL_CHECK(output.failure().reason == Reason::kUnusableName);
    CheckTold(output.failure());
  }
}

}  // namespace photomill::fuzz
