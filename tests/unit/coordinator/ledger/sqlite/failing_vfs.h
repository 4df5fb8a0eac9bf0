// SQLite's way to the file system, which a test can make fail as a full disk or a quota does: with
// a code of SQLite's and the errno behind it. SQLite's own code runs above it and below it.
#pragma once

namespace photomill {

class FailingVfs {
 public:
  enum class Call { kWrite, kSync, kGrowIndex };

  // Stands before the default one while it lives; one at a time, and no database outlives it.
  FailingVfs();
  ~FailingVfs();
  FailingVfs(const FailingVfs&) = delete;
  FailingVfs& operator=(const FailingVfs&) = delete;

  // From now on such a call fails, until Mend().
  void Fail(Call call, int code, int error_number);
  void Mend();
};

}  // namespace photomill
