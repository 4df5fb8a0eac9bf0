// Since when the two stores have not answered somebody who calls them, and what people are told of
// it: one line when a silence begins, and one when it ends.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/instant.h"
#include "common/model/message.h"

namespace photomill {

// Who calls the stores, for people.
struct StoreCaller {
  std::string_view name;        // "worker w1"; empty: goes without saying
  std::string_view source_url;  // empty: not known
  std::string_view destination_url;
};

class StoreSilence {
 public:
  // Takes how long the stores have not answered as of now. The lines are for people; mostly none.
  std::vector<std::string> Take(Instant now, const StoreWaits& waits, const StoreCaller& caller);

  [[nodiscard]] bool any() const { return source_ || destination_; }

  // Of the store that has been silent for longer; only where any is.
  [[nodiscard]] std::string_view store() const;  // "source", "destination"
  [[nodiscard]] Instant since() const;
  // "no answer from the source for 45 s"
  [[nodiscard]] std::string State(Instant now) const;

 private:
  [[nodiscard]] bool SourceIsFirst() const;

  std::optional<Instant> source_;  // nothing: it answers, or is not called
  std::optional<Instant> destination_;
};

// How texts of a silence begin.
inline constexpr std::string_view kNoAnswerState = "no answer from the ";

// A silence in whole seconds.
std::string SilenceText(Duration silence);

}  // namespace photomill
