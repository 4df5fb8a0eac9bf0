#include "worker/runtime/sandbox_order.h"

#include <array>
#include <charconv>
#include <limits>
#include <vector>

namespace photomill {
namespace {

constexpr size_t kDescriptors = 4;
constexpr size_t kNumbers = kDescriptors + 3;

std::vector<uint64_t> Numbers(std::string_view text) {
  std::vector<uint64_t> numbers;
  const char* at = text.data();
  const char* const end = text.data() + text.size();
  while (numbers.size() < kNumbers) {
    uint64_t number = 0;
    const auto [behind, error] = std::from_chars(at, end, number);
    if (error != std::errc()) return {};
    numbers.push_back(number);
    if (behind == end) return numbers;
    if (*behind != ',') return {};
    at = behind + 1;
  }
  return {};
}

}  // namespace

std::string WriteSandboxOrder(const SandboxOrder& order) {
  std::string text;
  for (const int fd : {order.task_fd, order.source_fd, order.result_fd, order.outputs_fd}) {
    text += std::to_string(fd) + ",";
  }
  return text + std::to_string(static_cast<unsigned>(order.step)) + "," +
         std::to_string(order.memory_bytes) + "," + std::to_string(order.time_s);
}

Result<SandboxOrder> ReadSandboxOrder(std::string_view text) {
  const std::vector<uint64_t> numbers = Numbers(text);
  bool sound = numbers.size() == kNumbers && numbers[kDescriptors] <= 1 && numbers.back() > 0 &&
               numbers.back() <= std::numeric_limits<uint32_t>::max();
  for (size_t i = 0; sound && i < kDescriptors; ++i) {
    sound = numbers[i] <= static_cast<uint64_t>(std::numeric_limits<int>::max());
  }
  if (!sound) {
    return Invalid(
        "--sandbox is for engines that start a process for one task; to process "
        "one file, use --try=FILE");
  }
  const auto fd = [&](size_t i) { return static_cast<int>(numbers[i]); };
  return SandboxOrder{fd(0),
                      fd(1),
                      fd(2),
                      fd(3),
                      static_cast<SandboxStep>(numbers[kDescriptors]),
                      numbers[kDescriptors + 1],
                      static_cast<uint32_t>(numbers.back())};
}

}  // namespace photomill
