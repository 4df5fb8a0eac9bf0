// SQLite's access to the file system, which a test can make fail like a full disk or a quota: with
// an SQLite error code and the errno behind it. The real SQLite code runs above and below it.
#pragma once

namespace photomill {

class FailingVfs {
 public:
  enum class Call { kWrite, kSync, kGrowIndex };

  // Wraps the default VFS during its lifetime; one at a time, and no database may outlive it.
  FailingVfs();
  ~FailingVfs();
  FailingVfs(const FailingVfs&) = delete;
  FailingVfs& operator=(const FailingVfs&) = delete;

  // From now on calls of this kind fail, until Mend().
  void Fail(Call call, int code, int error_number);
  void Mend();
};

}  // namespace photomill
