// Says what a run is bound by: figures in, a verdict out. Pure. BOTTLENECK.md explains the method.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "coordinator/report/bottleneck/limit.h"
#include "coordinator/report/bottleneck/load_window.h"

namespace photomill {

// A figure that the verdict rests on: a share from 0 to 1, or what its name says.
struct Evidence {
  std::string name;
  double value = 0;
};

struct Bottleneck {
  Limit limit = Limit::kUnknown;
  // The stage that takes the largest share of the CPU threads' time, of decode, derive, encode and
  // (in separate processes) apart; and that share.
  Stage stage = Stage::kDecode;
  double stage_share = 0;
  bool listing = false;    // kSource: by listing it, not by reading it
  bool accepting = false;  // kMemory: workers accept no more source bytes
  double confidence = 0;   // from 0 to 1
  std::vector<Evidence> evidence;
  double rate = 0;  // finished sources per second, now
  // Expected sources per second with one more worker of the same kind on a machine of its own, or
  // with one more CPU thread in one worker. Empty: unknown, or pointless to ask.
  std::optional<double> with_worker;
  std::optional<double> with_thread;
};

Bottleneck Judge(const LoadWindow& window);

// One or two sentences: "Bound by the processors: decoding takes 61 %. One more worker like these
// would bring about 1.9 times." Empty for kUnknown.
std::string BottleneckText(const Bottleneck& bottleneck);

}  // namespace photomill
