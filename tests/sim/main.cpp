// Runs the simulated cluster: `sim SEED` (or --seed=SEED) once, with a trace; `sim --seeds=N
// [--first=SEED]` for many seeds, quietly. Prints the seed that fails. Exit codes: 0 all is well,
// 1 something that must never happen did, 2 a run did not come to its end, 64 wrong usage.
#include <charconv>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

#include "tests/sim/world.h"

namespace photomill::sim {
namespace {

constexpr int kUsage = 64;

std::optional<uint64_t> Number(std::string_view text) {
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

int RunSeed(uint64_t seed, bool print_trace) {
  const Report report = World(seed, print_trace).Run();
  if (report.verdict == sim::Verdict::kGood) {
    if (print_trace) {
      std::printf("seed %llu: %llu faults, %.1f simulated seconds, trace %016llx: all is well\n",
                  static_cast<unsigned long long>(seed),
                  static_cast<unsigned long long>(report.faults),
                  std::chrono::duration<double>(report.simulated).count(),
                  static_cast<unsigned long long>(report.trace_digest));
    }
    return 0;
  }
  for (const std::string& problem : report.problems) std::printf("%s\n", problem.c_str());
  const bool unsafe = report.verdict == sim::Verdict::kUnsafe;
  std::printf("seed %llu fails (%s); again with a trace: ./run sim %llu\n",
              static_cast<unsigned long long>(seed), unsafe ? "safety" : "no progress",
              static_cast<unsigned long long>(seed));
  return unsafe ? 1 : 2;
}

int Main(int argc, char** argv) {
  std::optional<uint64_t> seed;
  std::optional<uint64_t> seeds;
  std::optional<uint64_t> first = 1;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument.starts_with("--seed=")) {
      seed = Number(argument.substr(7));
    } else if (argument.starts_with("--seeds=")) {
      seeds = Number(argument.substr(8));
    } else if (argument.starts_with("--first=")) {
      first = Number(argument.substr(8));
    } else {
      seed = Number(argument);
    }
  }
  if (seed.has_value() == seeds.has_value() || !first) {
    std::fprintf(stderr, "usage: sim SEED | sim --seeds=N [--first=SEED]\n");
    return kUsage;
  }
  if (seed) return RunSeed(*seed, true);
  for (uint64_t i = 0; i < *seeds; ++i) {
    if (const int code = RunSeed(*first + i, false); code != 0) return code;
  }
  std::printf("%llu seeds from %llu on: all is well\n", static_cast<unsigned long long>(*seeds),
              static_cast<unsigned long long>(*first));
  return 0;
}

}  // namespace
}  // namespace photomill::sim

int main(int argc, char** argv) {
  return photomill::sim::Main(argc, argv);
}
