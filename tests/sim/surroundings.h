// State shared by the parts of a simulated world: its time, its random numbers, its stores, and
// what was seen of all workers together.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/sim/destination.h"
#include "tests/sim/library.h"
#include "tests/sim/network.h"

namespace photomill::sim {

struct Surroundings {
  const SimClock& clock;
  Random& random;
  Network& network;
  Library& library;
  Destination& destination;
  const bool lossy;  // the network sometimes loses single frames
  bool storage_full = false;

  std::set<AttemptId> started = {};          // anywhere
  std::set<AttemptId> given_back = {};       // by their workers, before they were started
  uint64_t executed = 0;                     // attempts that ended
  uint64_t swallowed = 0;                    // of these, by black holes
  std::set<std::string> shared_deaths = {};  // by name, of engines that executed several photos
  uint32_t untold_deaths = 0;                // of engines whose supervisor could not report them
  uint32_t deaths_told_twice = 0;            // perhaps: the engine that reported one also died
  std::map<AttemptId, std::pair<Digest, TaskResult>> results = {};  // sent last, by attempt

  std::vector<std::string> broken = {};  // violated safety rules, in words
  std::function<void(const std::string& who, const std::string& what)> trace = {};
};

}  // namespace photomill::sim
