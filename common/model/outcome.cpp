#include "common/model/outcome.h"

#include "common/base/check.h"

namespace photomill {

std::string_view StepWord(Step step) {
  switch (step) {
    case Step::kQueue:
      return "queue";
    case Step::kFetch:
      return "fetch";
    case Step::kDecode:
      return "decode";
    case Step::kDerive:
      return "derive";
    case Step::kEncode:
      return "encode";
    case Step::kPublish:
      return "publish";
  }
  PHOTOMILL_CHECK(false);
}

RetryClass RetryClassOf(const Outcome& outcome) {
  switch (outcome.kind) {
    case Outcome::Kind::kBarred:
    case Outcome::Kind::kDied:
      return RetryClass::kTransient;
    case Outcome::Kind::kFailed:
      return RetryClassOf(outcome.reason);
    case Outcome::Kind::kDone:
    case Outcome::Kind::kSkipped:
      break;
  }
  PHOTOMILL_CHECK(false);
}

}  // namespace photomill
