// What commands ask of a live run, as validated values. proto/admin.proto says what they mean.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>

#include "common/base/ids.h"
#include "common/base/secret.h"

namespace photomill {

inline constexpr uint32_t kAdminVersion = 1;

// Bounds that only these messages have; the others are in common/base/limits.h.
inline constexpr size_t kAdminMessageBytesMax = 16 * 1024;
inline constexpr size_t kAdminWorkerBytesMax = 512;  // a worker's name@host
inline constexpr size_t kAdminTextBytesMax = 8 * 1024;
inline constexpr size_t kAdminWordBytesMax = 64;

namespace admin {

struct Ping {
  bool operator==(const Ping&) const = default;
};
struct Pause {
  bool operator==(const Pause&) const = default;
};
struct Resume {
  bool operator==(const Resume&) const = default;
};
struct Drain {
  std::string worker;  // name, name@host, or process id
  bool operator==(const Drain&) const = default;
};
struct SetThreads {
  uint32_t threads = 1;  // up to limits::kWorkerThreadsMax
  std::string worker;    // as in Drain; empty: all, and those that join later
  bool operator==(const SetThreads&) const = default;
};
struct Explain {
  std::string key;
  SourceId source;  // 0: unknown
  bool operator==(const Explain&) const = default;
};

}  // namespace admin

using AdminCommand = std::variant<admin::Ping, admin::Pause, admin::Resume, admin::Drain,
                                  admin::SetThreads, admin::Explain>;

struct AdminRequest {
  Secret token;  // empty over the network
  AdminCommand command;
  bool operator==(const AdminRequest&) const = default;
};

enum class AdminCode : uint8_t { kDone, kRefused, kNotAllowed, kUnsupported };

struct AdminResponse {
  AdminCode code = AdminCode::kDone;
  std::string text;    // human-readable
  std::string word{};  // for programs; can be empty
  bool operator==(const AdminResponse&) const = default;
};

}  // namespace photomill
