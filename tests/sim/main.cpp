// The simulated cluster's program: `sim SEED` runs one seed with its trace, `sim --seeds=N
// [--first=SEED] [--jobs=N]` runs many quietly. seed_range.h lists the exit codes.
#include <charconv>
#include <cstdio>
#include <optional>
#include <string_view>
#include <thread>

#include "tests/sim/seed_range.h"

namespace photomill::sim {
namespace {

std::optional<uint64_t> Number(std::string_view text) {
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

int Refuse() {
  std::fprintf(stderr, "usage: sim SEED | sim --seeds=N [--first=SEED] [--jobs=N]\n");
  return kUsageCode;
}

int Main(int argc, char** argv) {
  std::optional<uint64_t> seed;
  std::optional<uint64_t> seeds;
  std::optional<uint64_t> first = 1;
  std::optional<uint64_t> jobs = std::max(1U, std::thread::hardware_concurrency());
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    const auto take = [argument](std::string_view flag, std::optional<uint64_t>& value) {
      if (!argument.starts_with(flag)) return false;
      value = Number(argument.substr(flag.size()));
      return true;
    };
    if (take("--seeds=", seeds) || take("--first=", first) || take("--jobs=", jobs)) continue;
    seed = Number(argument);
    if (!seed) return Refuse();
  }
  if (seed.has_value() == seeds.has_value() || !first || !jobs || *jobs == 0 || *jobs > 1024) {
    return Refuse();
  }
  return seed ? RunOne(*seed) : RunRange(*first, *seeds, static_cast<unsigned>(*jobs));
}

}  // namespace
}  // namespace photomill::sim

int main(int argc, char** argv) {
  return photomill::sim::Main(argc, argv);
}
