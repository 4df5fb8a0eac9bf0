#include "worker/pipeline/source_times.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <ctime>

#include "common/base/text.h"

namespace photomill {
namespace {

constexpr int64_t kSecond = 1'000'000'000;

// The resolutions of file systems and network protocols: FAT; ext3 and HFS+; exFAT; some FUSE; UDF;
// SMB and NTFS; the others.
constexpr std::array<int64_t, 7> kUnits = {2 * kSecond, kSecond, 10'000'000, 1'000'000,
                                           1'000,       100,     1};

int64_t UnitOf(int64_t time_ns) {
  return *std::find_if(kUnits.begin(), kUnits.end(),
                       [&](int64_t unit) { return time_ns % unit == 0; });
}

void Narrow(int64_t& unit_ns, int64_t time_ns) {
  const int64_t unit = UnitOf(time_ns);
  unit_ns = unit_ns == 0 ? unit : std::min(unit_ns, unit);
}

// "2024-05-01 10:20:30.123456789"
std::string TimeText(int64_t time_ns) {
  const int64_t nanoseconds = ((time_ns % kSecond) + kSecond) % kSecond;  // also before 1970
  const auto second = static_cast<time_t>((time_ns - nanoseconds) / kSecond);
  std::tm parts{};
  std::array<char, 64> text{};
  if (gmtime_r(&second, &parts) == nullptr) return fmt::format("{} ns", time_ns);
  const size_t length = std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S", &parts);
  return fmt::format("{}.{:09}", std::string_view(text.data(), length), nanoseconds);
}

}  // namespace

void SourceTimes::Learn(int64_t listed_ns, int64_t seen_ns) {
  if (listed_ns == 0) return;  // the store has ETags, or nothing was listed
  Narrow(listed_unit_ns_, listed_ns);
  Narrow(seen_unit_ns_, seen_ns);
}

int64_t SourceTimes::resolution_ns() const {
  return std::max<int64_t>({1, listed_unit_ns_, seen_unit_ns_});
}

bool SourceTimes::IsSame(const ObjectVersion& listed, const ObjectVersion& seen) const {
  if (listed == seen) return true;
  if (listed.size != seen.size || listed.etag != seen.etag) return false;
  // One is the other, truncated or rounded to its mount's resolution.
  const int64_t unit = resolution_ns();
  const bool is_coarse = listed.mtime_ns % unit == 0 || seen.mtime_ns % unit == 0;
  const auto [earlier, later] = std::minmax(listed.mtime_ns, seen.mtime_ns);
  // Unsigned: a damaged file system can report times that are centuries apart.
  return is_coarse && static_cast<uint64_t>(later) - static_cast<uint64_t>(earlier) <
                          static_cast<uint64_t>(unit);
}

std::string DifferenceText(const ObjectVersion& listed, const ObjectVersion& seen) {
  if (listed.size != seen.size) {
    return fmt::format("it was listed with {} bytes and has {}", HumanCount(listed.size),
                       HumanCount(seen.size));
  }
  if (listed.etag != seen.etag) {
    return fmt::format("it was listed with the ETag {} and has {}", Escaped(listed.etag),
                       Escaped(seen.etag));
  }
  return fmt::format("it was listed with the time {} and has {} here (UTC)",
                     TimeText(listed.mtime_ns), TimeText(seen.mtime_ns));
}

}  // namespace photomill
