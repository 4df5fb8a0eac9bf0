// Loaded into a coordinator (LD_PRELOAD): counts its sync calls, and writes the number to the file
// named in PHOTOMILL_BENCH_SYNCS when the process ends. With synchronous=FULL a transaction of the
// ledger is one such call.
#include <dlfcn.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>

namespace {

class Counter {
 public:
  ~Counter() {
    const char* const path = std::getenv("PHOTOMILL_BENCH_SYNCS");
    FILE* const file = path == nullptr ? nullptr : std::fopen(path, "w");
    if (file == nullptr) return;
    std::fprintf(file, "%lld\n", static_cast<long long>(calls_.load()));
    std::fclose(file);
  }
  void Count() { ++calls_; }

 private:
  std::atomic<int64_t> calls_{0};
};

Counter counter;

}  // namespace

// NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name): the C library has __fildes
extern "C" int fdatasync(int file) {
  static const auto original = reinterpret_cast<int (*)(int)>(dlsym(RTLD_NEXT, "fdatasync"));
  counter.Count();
  return original(file);
}
