// Waiting for an effect of real processes.
#pragma once

#include <chrono>
#include <thread>

namespace photomill::test {

// Only ends a hang, and decides nothing else: no correct run on a busy machine comes near it.
inline constexpr auto kHang = std::chrono::seconds(240);

// Checks repeatedly until `condition()` holds. False if it never does.
template <typename Condition>
[[nodiscard]] bool WaitUntil(Condition condition) {
  const auto end = std::chrono::steady_clock::now() + kHang;
  while (!condition()) {
    if (std::chrono::steady_clock::now() >= end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

}  // namespace photomill::test
