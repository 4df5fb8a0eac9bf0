// Photos that kill the decoder, and the decoder that they kill: poison_decoder.cpp is loaded into
// the programs, whose own code is the real one.
#pragma once

#include <cstdint>
#include <string>

#include "tests/integration/support/program.h"
#include "tests/integration/support/test_folder.h"

namespace photomill::test {

// Complete and valid images, except for the poisoned decoder: "segfault", "abort", "exit",
// "memory", "loop"; "token" crashes once for each token, "hold" waits for GoOn(), "late" crashes
// after it. The text after these two distinguishes photos that wait: "hold-a" waits for
// GoOn(folder, "-a"). Each format has its own library: `extension` is jpg, webp or heic.
std::string PoisonedJpeg(const std::string& how, uint32_t width = 64, uint32_t height = 48);
std::string PoisonedPhoto(const std::string& how, const std::string& extension);
// A PNG that does so already when its header is read.
std::string PoisonedHeader(const std::string& how);

// Programs that are started with it have the poisoned decoder. `memory_bytes`: the memory limit of
// each; 0 for no limit.
Launch WithPoison(const TestFolder& folder, uint64_t memory_bytes = 0);
// The same, with photos that wait for this worker's own GoOn(): "hold-a" for "late-a".
Launch WithPoisonOf(const TestFolder& folder, const std::string& worker);

// One more crash of a photo that waits for a token. Returns once the token is taken; false if it
// never is.
[[nodiscard]] bool SpendToken(const TestFolder& folder);
// Waits until a photo waits for a token (again). False if none ever does.
[[nodiscard]] bool AwaitVictim(const TestFolder& folder);
// Waits until a photo waits for GoOn(). False if none ever does.
[[nodiscard]] bool AwaitHold(const TestFolder& folder, const std::string& which = {});
// The same, without waiting.
[[nodiscard]] bool IsHeld(const TestFolder& folder, const std::string& which);
// AwaitHold() waits for another photo, or another process.
void ForgetHold(const TestFolder& folder, const std::string& which);
void GoOn(const TestFolder& folder, const std::string& which = {});
// From now on such photos wait again.
void HoldAgain(const TestFolder& folder, const std::string& which);

// Why such a decoder is not possible here; empty if it is.
std::string WhyNoPoison();

}  // namespace photomill::test
