#include "common/model/store_silence.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/base/limits.h"
#include "common/base/text.h"

namespace photomill {
namespace {

constexpr std::string_view kSource = "source";
constexpr std::string_view kDestination = "destination";
constexpr uint64_t kWaitMaxMilliseconds = 365ULL * 24 * 3600 * 1000;  // workers can send any number

// One store and its caller.
struct Watched {
  std::string_view store;
  std::string_view url;
  std::string_view caller;
  std::optional<Instant>& since;

  void Take(Instant now, uint64_t wait_milliseconds, std::vector<std::string>& lines) {
    const Duration wait =
        milliseconds(static_cast<int64_t>(std::min(wait_milliseconds, kWaitMaxMilliseconds)));
    const std::string whom = caller.empty() ? std::string() : " " + std::string(caller);
    if (wait >= limits::kStoreSilence) {
      if (!since) {
        lines.push_back(fmt::format("{} has not answered{} for {}: check its disk, mount or server",
                                    Name(), whom, SilenceText(wait)));
      }
      since = now - wait;
    } else if (since) {
      lines.push_back(
          fmt::format("{} answers{} again, after {}", Name(), whom, SilenceText(now - *since)));
      since.reset();
    }
  }

  [[nodiscard]] std::string Name() const {
    return fmt::format("the {}{}", store, url.empty() ? std::string() : " " + Escaped(url));
  }
};

}  // namespace

std::string SilenceText(Duration silence) {
  return HumanSeconds(static_cast<double>(std::chrono::duration_cast<seconds>(silence).count()));
}

std::vector<std::string> StoreSilence::Take(Instant now, const StoreWaits& waits,
                                            const StoreCaller& caller) {
  std::vector<std::string> lines;
  const auto longest = std::max(waits.source_milliseconds, waits.destination_milliseconds);
  if (!any() && milliseconds(static_cast<int64_t>(std::min(longest, kWaitMaxMilliseconds))) <
                    limits::kStoreSilence) {
    return lines;
  }
  Watched{kSource, caller.source_url, caller.name, source_}.Take(now, waits.source_milliseconds,
                                                                 lines);
  Watched{kDestination, caller.destination_url, caller.name, destination_}.Take(
      now, waits.destination_milliseconds, lines);
  return lines;
}

bool StoreSilence::SourceIsFirst() const {
  return source_ && (!destination_ || *source_ <= *destination_);
}

std::string_view StoreSilence::store() const {
  return SourceIsFirst() ? kSource : kDestination;
}

Instant StoreSilence::since() const {
  return SourceIsFirst() ? *source_ : *destination_;
}

std::string StoreSilence::State(Instant now) const {
  return fmt::format("{}{} for {}", kNoAnswerState, store(), SilenceText(now - since()));
}

}  // namespace photomill
