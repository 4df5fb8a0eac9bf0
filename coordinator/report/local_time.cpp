#include "coordinator/report/local_time.h"

#include <array>
#include <ctime>

namespace photomill {

std::string LocalTime(UnixMillis at) {
  const std::time_t seconds_since_1970 = at / 1000;
  std::tm local{};
  if (localtime_r(&seconds_since_1970, &local) == nullptr) return "an unknown time";
  std::array<char, 32> text{};
  const size_t length = std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S", &local);
  return {text.data(), length};
}

}  // namespace photomill
