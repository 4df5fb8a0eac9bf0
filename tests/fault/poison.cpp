#include "tests/fault/poison.h"

#include <unistd.h>

#include "common/base/limits.h"
#include "common/container/zlib_stream.h"
#include "tests/integration/support/library.h"
#include "tests/integration/support/wait.h"
#include "tests/support/heif_files.h"
#include "tests/support/pictures.h"

namespace photomill::test {
namespace {

using std::string_literals::operator""s;

constexpr const char* kMark = "PHOTOMILL-TEST:";
const std::string kToken = "poison/token";
const std::string kTokenAwaited = kToken + ".awaited";
const std::string kGoOn = "poison/go_on";

}  // namespace

std::string PoisonedJpeg(const std::string& how, uint32_t width, uint32_t height) {
  (void)SmallJpeg();  // initialises the imaging libraries
  // Decoders ignore bytes after the end of an image.
  return MakeJpeg(width, height) + kMark + how;
}

std::string PoisonedPhoto(const std::string& how, const std::string& extension) {
  const std::string jpeg = PoisonedJpeg(how);
  if (extension == "webp") return MakeWebp(64, 48) + kMark + how;
  if (extension == "heic") return MakeHeif(PhotographLike(64, 48), {}) + kMark + how;
  return jpeg;
}

std::string PoisonedHeader(const std::string& how) {
  (void)SmallJpeg();
  // The header's reader only expands texts that are large in total. This one is damaged, which does
  // no harm.
  std::string text = "Comment\0\0"s + kMark + how;
  text.resize(limits::kMetadataBytesMax / kDeflateRatioMax + 4096);
  return PngWithChunk(MakePng(64, 48), "zTXt", text);
}

Launch WithPoisonOf(const TestFolder& folder, const std::string& worker) {
  folder.MakeFolder("poison");
  Launch launch;
  launch.environment = {"LD_PRELOAD=" PHOTOMILL_POISON_DECODER,
                        "PHOTOMILL_TEST_TOKEN=" + folder.At(kToken),
                        "PHOTOMILL_TEST_GO_ON=" + folder.At(kGoOn) + worker};
  return launch;
}

Launch WithPoison(const TestFolder& folder, uint64_t memory_bytes) {
  Launch launch = WithPoisonOf(folder, "");
  if (memory_bytes > 0) {
    launch.behind = {"/usr/bin/prlimit", "--data=" + std::to_string(memory_bytes)};
  }
  return launch;
}

bool AwaitVictim(const TestFolder& folder) {
  return WaitUntil([&] { return access(folder.At(kTokenAwaited).c_str(), F_OK) == 0; });
}

bool SpendToken(const TestFolder& folder) {
  if (!AwaitVictim(folder)) return false;
  (void)unlink(folder.At(kTokenAwaited).c_str());
  folder.Write(kToken, "");
  return WaitUntil([&] { return access(folder.At(kToken).c_str(), F_OK) != 0; });
}

bool IsHeld(const TestFolder& folder, const std::string& which) {
  return access((folder.At(kGoOn) + which + ".awaited").c_str(), F_OK) == 0;
}

bool AwaitHold(const TestFolder& folder, const std::string& which) {
  return WaitUntil([&] { return IsHeld(folder, which); });
}

void ForgetHold(const TestFolder& folder, const std::string& which) {
  (void)unlink((folder.At(kGoOn) + which + ".awaited").c_str());
}

void GoOn(const TestFolder& folder, const std::string& which) {
  folder.Write(kGoOn + which, "");
}

void HoldAgain(const TestFolder& folder, const std::string& which) {
  (void)unlink(folder.At(kGoOn + which).c_str());
}

std::string WhyNoPoison() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return "sanitizers turn crashes into reports, and take the memory that a limit is about";
#else
  return {};
#endif
}

}  // namespace photomill::test
