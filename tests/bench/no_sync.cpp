// Loaded into photomill (LD_PRELOAD) by ./run bench images: worker processes do not wait for the
// disk, so that the difference to a run without it is the cost of durable publishing. The
// coordinator and its ledger are unchanged.
#include <dlfcn.h>
#include <unistd.h>

#include <array>
#include <string_view>

namespace {

bool InWorker() {
  static const bool worker = [] {
    std::array<char, 4096> path{};
    const ssize_t length = readlink("/proc/self/exe", path.data(), path.size());
    return length > 0 && std::string_view(path.data(), static_cast<size_t>(length))
                             .ends_with("/photomill-worker");
  }();
  return worker;
}

int Sync(const char* name, int file) {
  if (InWorker()) return 0;
  return reinterpret_cast<int (*)(int)>(dlsym(RTLD_NEXT, name))(file);
}

}  // namespace

// NOLINTBEGIN(readability-inconsistent-declaration-parameter-name): the C library has __fd
extern "C" int fsync(int file) {
  return Sync("fsync", file);
}
extern "C" int fdatasync(int file) {
  return Sync("fdatasync", file);
}
// NOLINTEND(readability-inconsistent-declaration-parameter-name)
