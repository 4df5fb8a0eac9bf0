// A small seeded generator for jitter and simulations. The same seed gives the same numbers on
// every machine, which the standard library's distributions do not guarantee. SplitMix64, from
// https://prng.di.unimi.it/splitmix64.c (public domain algorithm).
#pragma once

#include <cstdint>

namespace photomill {

class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  uint64_t Next() {
    uint64_t z = (state_ += 0x9e3779b97f4a7c15U);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
  }

  // Uniform in [0, bound), bound > 0. The bias of the modulo is below bound / 2^64.
  uint64_t Below(uint64_t bound) { return Next() % bound; }

  // Uniform in [0, 1).
  double Unit() { return static_cast<double>(Next() >> 11) * 0x1.0p-53; }

 private:
  uint64_t state_;
};

}  // namespace photomill
