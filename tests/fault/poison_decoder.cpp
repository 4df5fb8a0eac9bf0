// Loaded into workers (LD_PRELOAD): decoders with bugs. A file that contains "PHOTOMILL-TEST:" and
// one of the words below makes its decoder behave as if it had such a bug; all other files are
// decoded as usual. Replaces the libraries' functions of the same names, which receive a whole
// file, or a whole compressed text of it.
#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr std::string_view kMark = "PHOTOMILL-TEST:";
constexpr std::string_view kHold = "hold";
constexpr std::string_view kLate = "late";
constexpr size_t kChunkBytes = 16UL << 20;
constexpr useconds_t kLookInterval = 2'000;  // microseconds

void Crash() {
  *static_cast<volatile int*>(nullptr) = 1;
}

void UseAllMemory() {
  std::vector<std::unique_ptr<char[]>> chunks;
  while (true)
    chunks.emplace_back(new char[kChunkBytes]);  // not touched; limits count it nevertheless
}

void Loop() {
  for (volatile unsigned turns = 0;;) turns = turns + 1;
}

void SayThatOneWaitsFor(const std::string& file) {
  close(open((file + ".awaited").c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0644));
}

// Waits until the file PHOTOMILL_TEST_TOKEN exists, and removes it; signals that it waits with
// another file next to it.
void AwaitToken() {
  const char* const token = std::getenv("PHOTOMILL_TEST_TOKEN");
  if (token == nullptr) return;
  SayThatOneWaitsFor(token);
  while (unlink(token) != 0) usleep(kLookInterval);
}

// Waits until the file exists whose name is PHOTOMILL_TEST_GO_ON followed by `which`; signals that
// it waits with another file next to it.
void AwaitGoOn(std::string_view which) {
  const char* const begin = std::getenv("PHOTOMILL_TEST_GO_ON");
  if (begin == nullptr) return;
  const std::string go_on = std::string(begin).append(which);
  SayThatOneWaitsFor(go_on);
  while (access(go_on.c_str(), F_OK) != 0) usleep(kLookInterval);
}

// One decode in PHOTOMILL_TEST_DEATHS ends the process, whatever the photo, like on a failing
// machine. Half of them crash, the others exit.
void DieAtRandom() {
  static const char* const one_in = std::getenv("PHOTOMILL_TEST_DEATHS");
  if (one_in == nullptr) return;
  thread_local std::random_device dice;
  const auto sides = static_cast<unsigned>(std::atoi(one_in));
  if (dice() % sides != 0) return;
  if (dice() % 2 == 0) Crash();
  std::_Exit(7);
}

// `how` ends with the file, or with a NUL.
void Misbehave(std::string_view how) {
  how = how.substr(0, how.find('\0'));
  if (how.starts_with("segfault")) Crash();
  if (how.starts_with("abort")) std::abort();
  if (how.starts_with("exit")) std::_Exit(7);
  if (how.starts_with("memory")) UseAllMemory();
  if (how.starts_with("loop")) Loop();
  if (how.starts_with(kHold)) AwaitGoOn(how.substr(kHold.size()));
  if (how.starts_with(kLate)) {
    AwaitGoOn(how.substr(kLate.size()));
    Crash();
  }
  if (how.starts_with("token")) {
    AwaitToken();
    Crash();
  }
}

void LookAt(const void* file, size_t length) {
  const std::string_view bytes(static_cast<const char*>(file), length);
  const size_t at = bytes.find(kMark);
  if (at != std::string_view::npos) Misbehave(bytes.substr(at + kMark.size()));
}

template <typename Function>
Function* Real(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

}  // namespace

// libheif's errors are structures of two numbers and a text.
struct HeifError {
  int code;
  int subcode;
  const char* message;
};
extern "C" HeifError heif_context_read_from_memory_without_copy(void* context, const void* file,
                                                                size_t length,
                                                                const void* options) {
  DieAtRandom();
  LookAt(file, length);
  static auto* const real = Real<decltype(heif_context_read_from_memory_without_copy)>(
      "heif_context_read_from_memory_without_copy");
  return real(context, file, length, options);
}

// libjpeg
extern "C" void jpeg_mem_src(void* info, const unsigned char* file, unsigned long length) {
  DieAtRandom();
  LookAt(file, length);
  static auto* const real = Real<decltype(jpeg_mem_src)>("jpeg_mem_src");
  real(info, file, length);
}

// libwebp
extern "C" int WebPDecode(const uint8_t* file, size_t length, void* config) {
  DieAtRandom();
  LookAt(file, length);
  static auto* const real = Real<decltype(WebPDecode)>("WebPDecode");
  return real(file, length, config);
}

// zlib, whose structure begins with these two. Headers of PNGs with much compressed text need it.
struct ZlibStart {
  const unsigned char* next_in;
  unsigned avail_in;
};
extern "C" int inflate(ZlibStart* stream, int flush) {
  LookAt(stream->next_in, stream->avail_in);
  static auto* const real = Real<decltype(inflate)>("inflate");
  return real(stream, flush);
}
