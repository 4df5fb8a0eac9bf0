// The conversation with a process that examines sources: requests go in as bytes that end with NUL
// (no key has one), answers come back as messages with their length before them
// (proto/examination.proto). Every field of an answer is checked and bounded. Any thread may call
// these functions.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/model/examination.h"

namespace photomill {

struct ExaminationRequest {
  ExaminationKind kind = ExaminationKind::kHeader;
  std::string key;
  bool operator==(const ExaminationRequest&) const = default;
};

std::string Encode(const ExaminationRequest& request);
// Takes the first request from the buffer. Empty if it is not complete yet. kInvalid for bytes that
// are no request.
Result<std::optional<ExaminationRequest>> TakeRequest(std::string& buffer);

// With its length.
std::string Encode(const Examination& examination);
// Takes the first answer from the buffer. Empty if it is not complete yet. kInvalid for bytes that
// are no answer.
Result<std::optional<Examination>> TakeExamination(std::string& buffer);

}  // namespace photomill
