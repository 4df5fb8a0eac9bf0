// Compares a destination with its ledger: every expected output is there with its bytes, every done
// source has its outputs, and no file is there that nobody recorded. Only reads, also during a run:
// what a run changes meanwhile is looked at again before it is called wrong.
//
// Runs on the caller's thread, which lists the destination; other threads read the files.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "common/base/result.h"
#include "coordinator/ledger/output_reader.h"
#include "coordinator/outputs/check_pool.h"
#include "coordinator/outputs/output_check.h"
#include "coordinator/outputs/recorded_destination.h"

namespace photomill {

struct VerifyOptions {
  std::string state_folder;
  std::string after;  // files up to this key have been checked already
  unsigned threads = 1;
  bool exclusive = false;  // the caller holds the state lock: no run is alive
};

struct VerifyCounts {
  int64_t expected = 0;  // in the whole ledger
  uint64_t expected_bytes = 0;
  int64_t passed = 0;  // of the expected ones, those checked before (`after`)
  int64_t checked = 0;
  uint64_t checked_bytes = 0;
  int64_t findings[kFindingCount] = {};  // of the checked ones, by FileFinding
  int64_t in_work = 0;                   // a run is replacing them
  int64_t lacking = 0;                   // outputs that done sources do not have
  int64_t unknown = 0;                   // files that nobody recorded
  uint64_t unknown_bytes = 0;
  int64_t unlisted = 0;  // folders of the destination that could not be listed

  [[nodiscard]] int64_t operator[](FileFinding finding) const {
    return findings[static_cast<size_t>(finding)];
  }
  // Files that are not as they should be.
  [[nodiscard]] int64_t wrong() const;
};

struct VerifyVisitor {
  std::function<void(int64_t)> on_source;  // while the ledger is read: how many sources so far
  std::function<void(const CheckedFile&)> on_wrong;  // with the source's key
  std::function<void(const SourceOutputs&)> on_lacking;
  std::function<void(std::string_view key, uint64_t bytes)> on_unknown;
  std::function<void(const Failure&)> on_unlisted;
  // After each file, in the order of keys: everything up to `key` has been checked.
  std::function<void(const VerifyCounts&, std::string_view key)> on_checked;
  std::function<bool()> stops;  // asked often; true: stop, as if the rest was not there
};

// `make_check` makes each thread's check of a file.
Result<VerifyCounts> Verify(RecordedDestination& destination, const VerifyOptions& options,
                            const CheckPool::MakeCheck& make_check, const VerifyVisitor& visitor);

// Whether so many outputs are missing that the destination is probably not as it should be: more
// than one in ten.
bool TooManyMissing(int64_t missing, int64_t expected);

}  // namespace photomill
