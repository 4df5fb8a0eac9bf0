// Result<T>: a value, or the Failure that says why there is none. Status: success, or a Failure.
// Expected failures are returned, never thrown. The compiler warns if one is ignored.
#pragma once

#include <optional>
#include <utility>
#include <variant>

#include "common/base/check.h"
#include "common/base/failure.h"

namespace photomill {

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}            // NOLINT
  Result(Failure failure) : state_(std::in_place_index<1>, std::move(failure)) {}  // NOLINT

  [[nodiscard]] bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  [[nodiscard]] T& value() & {
    PHOTOMILL_CHECK(ok());
    return *std::get_if<0>(&state_);
  }
  [[nodiscard]] const T& value() const& {
    PHOTOMILL_CHECK(ok());
    return *std::get_if<0>(&state_);
  }
  [[nodiscard]] T&& value() && {
    PHOTOMILL_CHECK(ok());
    return std::move(*std::get_if<0>(&state_));
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  [[nodiscard]] const Failure& failure() const {
    PHOTOMILL_CHECK(!ok());
    return *std::get_if<1>(&state_);
  }

 private:
  std::variant<T, Failure> state_;
};

class [[nodiscard]] Status {
 public:
  Status() = default;
  Status(Failure failure) : failure_(std::move(failure)) {}  // NOLINT

  [[nodiscard]] bool ok() const { return !failure_.has_value(); }
  explicit operator bool() const { return ok(); }
  [[nodiscard]] const Failure& failure() const {
    PHOTOMILL_CHECK(failure_.has_value());
    return *failure_;
  }

 private:
  std::optional<Failure> failure_;
};

// A failure with kInvalid, for usage, recipes and messages.
inline Failure Invalid(std::string detail) {
  return {Reason::kInvalid, std::move(detail)};
}

}  // namespace photomill
