// Reads the answers of a process that examines sources, and the requests to it. An accepted one must
// stay the same when it is written and read again.
#include "common/wire/examination_codec.h"
#include "tests/fuzz/support.h"

namespace photomill::fuzz {
namespace {

void FuzzAnswers(std::string_view input) {
  std::string buffer(input);
  while (true) {
    const Result<std::optional<Examination>> answer = TakeExamination(buffer);
    if (!answer) return CheckTold(answer.failure());
    if (!answer->has_value()) return;
    std::string written = Encode(**answer);
    const Result<std::optional<Examination>> again = TakeExamination(written);
    PHOTOMILL_CHECK(again.ok() && again->has_value() && written.empty());
    PHOTOMILL_CHECK((*again)->bytes == (*answer)->bytes &&
                    (*again)->outputs == (*answer)->outputs &&
                    (*again)->failure.reason == (*answer)->failure.reason);
  }
}

void FuzzRequests(std::string_view input) {
  std::string buffer(input);
  while (true) {
    const Result<std::optional<ExaminationRequest>> request = TakeRequest(buffer);
    if (!request) return CheckTold(request.failure());
    if (!request->has_value()) return;
    std::string written = Encode(**request);
    const Result<std::optional<ExaminationRequest>> again = TakeRequest(written);
    PHOTOMILL_CHECK(again.ok() && *again == *request);
  }
}

}  // namespace

void FuzzOne(std::string_view input) {
  FuzzAnswers(input);
  FuzzRequests(input);
}

}  // namespace photomill::fuzz
