// Since when the two stores have not answered a caller, and the lines to report it: one when a
// silence begins, and one when it ends.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/instant.h"
#include "common/model/message.h"

namespace photomill {

// The caller of the stores, for messages.
struct StoreCaller {
  std::string_view name;        // "worker w1"; empty: clear from the context
  std::string_view source_url;  // empty: not known
  std::string_view destination_url;
};

class StoreSilence {
 public:
  // Takes for how long the stores have not answered as of `now`. Returns lines for display, usually
  // none.
  std::vector<std::string> Take(Instant now, const StoreWaits& waits, const StoreCaller& caller);

  [[nodiscard]] bool any() const { return source_ || destination_; }

  // About the store that has been silent for longer. Only valid if any() is true.
  [[nodiscard]] std::string_view store() const;  // "source", "destination"
  [[nodiscard]] Instant since() const;
  // "no answer from the source for 45 s"
  [[nodiscard]] std::string State(Instant now) const;

 private:
  [[nodiscard]] bool SourceIsFirst() const;

  std::optional<Instant> source_;  // nothing: it answers, or is not called
  std::optional<Instant> destination_;
};

// How texts about a silence begin.
inline constexpr std::string_view kNoAnswerState = "no answer from the ";

// The duration of a silence in whole seconds.
std::string SilenceText(Duration silence);

}  // namespace photomill
