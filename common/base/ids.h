// Ids as separate types, so that a source's id cannot be passed as an attempt's.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace photomill {

template <typename Tag, typename Number>
struct Id {
  Number value{};
  auto operator<=>(const Id&) const = default;
};

using SourceId = Id<struct SourceTag, int64_t>;     // the ledger's row; positive
using AttemptId = Id<struct AttemptTag, uint64_t>;  // one delivery of a task; never reused
using PeerId = Id<struct PeerTag, uint64_t>;        // one connection of the transport
using SessionId = Id<struct SessionTag, uint64_t>;  // one run of a worker's engine; 0 means none

}  // namespace photomill

template <typename Tag, typename Number>
struct std::hash<photomill::Id<Tag, Number>> {
  size_t operator()(const photomill::Id<Tag, Number>& id) const noexcept {
    return std::hash<Number>{}(id.value);
  }
};
