#include "worker/runtime/contact.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/base/check.h"
#include "common/wire/greeting.h"

namespace photomill {
namespace {

// With several addresses, the next one is tried after this one has been silent for this long.
constexpr Duration kReachPatience = seconds(1);
constexpr Duration kAskPatience = seconds(2);
// A coordinator that is starting or stopping also disconnects. One that always does rejects this
// worker.
constexpr uint32_t kFailuresBeforeAsking = 5;

}  // namespace

Contact::Contact(ContactOptions options)
    : options_(std::move(options)), reasons_(options_.addresses.size()) {
  PHOTOMILL_CHECK(!options_.addresses.empty());
}

Status Contact::Dial(Instant now) {
  if (socket_ != nullptr && !answered_) GoOnToNextAddress();
  answered_ = reached_ = false;
  dialed_at_ = now;
  Status connected;
  for (size_t tried = 0; tried < options_.addresses.size(); ++tried) {
    if (tried > 0) GoOnToNextAddress();
    if (socket_ != nullptr) socket_->Close(milliseconds(0));
    SocketOptions socket;
    socket.curve_client = options_.keys;
    socket_ = std::make_unique<DealerSocket>(context_, socket);
    connected = socket_->Connect(Address());
    if (connected) break;
  }
  return connected;
}

void Contact::GoOnToNextAddress() {
  if (options_.addresses.size() == 1) return;
  current_ = (current_ + 1) % options_.addresses.size();
  failed_ = 0;
}

std::optional<std::string> Contact::Follow(Instant now) {
  const ConnectionNews news = socket_->TakeNews();
  reached_ = reached_ || news.reached;
  if (news.established) {
    answered_ = true;
    failed_ = 0;
    std::fill(reasons_.begin(), reasons_.end(), std::string());
    return std::nullopt;
  }
  failed_ += news.failed;
  if (news.unknown_key) {
    return GiveUpAddress(now, fmt::format("the coordinator at {} does not know the worker key of "
                                          "this join file: copy its current join file here",
                                          Address()));
  }
  if (news.failed > 0 && (news.certain || failed_ >= kFailuresBeforeAsking)) {
    failed_ = 0;
    if (std::optional<std::string> reason = FindReason()) {
      return GiveUpAddress(now, *std::move(reason));
    }
  }
  const bool silent = !answered_ && !reached_ && now - dialed_at_ >= kReachPatience;
  if (silent && options_.addresses.size() > 1) (void)Dial(now);
  return std::nullopt;
}

std::string Contact::Describe() const {
  std::string text;
  for (const std::string& address : options_.addresses) {
    if (!text.empty()) text += " or ";
    text += address;
  }
  return text;
}

std::optional<std::string> Contact::FindReason() const {
  const std::string where = "the coordinator at " + Address();
  switch (AskWhoListens(Address(), kAskPatience)) {
    case Listener::kNobody:
      return std::nullopt;
    case Listener::kForeign:
      return fmt::format(
          "the program that listens at {} is not a photomill coordinator: check the address and "
          "the port",
          Address());
    case Listener::kPlainText:
      if (!options_.keys) return std::nullopt;
      return where +
             " is unencrypted, but this worker has a join file, which requires encryption: "
             "start the coordinator without --insecure, or check the address";
    case Listener::kEncrypted:
      if (!options_.keys) {
        return where +
               " encrypts its connections, and this worker has no key: copy the file \"join\" of "
               "the coordinator's state directory here and add --join=FILE";
      }
      return fmt::format(
          "{} does not hold the key of this join file (migration {}): another coordinator listens "
          "there, or its keys were replaced. Copy its current join file here",
          where, options_.migration_id);
  }
  return std::nullopt;
}

std::optional<std::string> Contact::GiveUpAddress(Instant now, std::string reason) {
  reasons_[current_] = std::move(reason);
  const bool hopeless = std::none_of(reasons_.begin(), reasons_.end(),
                                     [](const std::string& text) { return text.empty(); });
  if (hopeless) return reasons_.front();
  answered_ = false;
  (void)Dial(now);
  return std::nullopt;
}

}  // namespace photomill
