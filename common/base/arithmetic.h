// Arithmetic that several folders need. Pure functions.
#pragma once

#include <concepts>

namespace photomill {

// The quotient rounded up. `divisor` is not 0.
template <std::unsigned_integral Number>
constexpr Number DivideUp(Number number, Number divisor) {
  return number / divisor + (number % divisor != 0 ? 1 : 0);
}

}  // namespace photomill
