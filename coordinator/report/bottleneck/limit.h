// What a run can be bound by.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace photomill {

enum class Limit : uint8_t {
  kUnknown,        // too little is known yet
  kProcessors,     // the workers' processors are busy with photomill
  kSlots,          // the workers have fewer CPU threads than processors
  kMemory,         // CPU threads wait for their share of the memory budget
  kOtherPrograms,  // other programs use the workers' processors
  kSource,         // the source store, read or listed
  kDestination,    // the destination store
  kCoordinator,    // the coordinator's loop
  kLedger,         // the ledger: its commits
  kWorkers,        // there is no worker that can take tasks
  kTail,           // the last tasks are at the workers, and some have nothing to do
  kNothing,        // nothing is left to do
};
inline constexpr size_t kLimitCount = 12;

// "processors", "other_programs", …: words in the ledger and in JSON.
std::string_view LimitWord(Limit limit);
std::optional<Limit> ParseLimit(std::string_view word);

}  // namespace photomill
