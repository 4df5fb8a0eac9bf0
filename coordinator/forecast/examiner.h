// Processes that examine sources: photomill-worker, in a mode of its own, because photomill itself
// links no image library. A source that ends its process is reported as such, and the process is
// started again for the sources after it. Used by one thread, which must outlive the processes.
// The program must ignore broken pipes (common/os/signals).
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/model/examination.h"
#include "common/os/clock.h"
#include "common/os/process.h"

namespace photomill {

struct AskedSource {
  uint64_t number = 0;  // in the listing
  std::string key;
  uint64_t bytes = 0;  // as listed
};

class Examiners {
 public:
  struct Options {
    std::vector<std::string> command;  // without --examine
    uint32_t processes = 1;
    Duration time_limit = seconds(300);  // for one source
  };
  using OnAnswer = std::function<void(const AskedSource&, const Examination&)>;

  Examiners(Options options, const Clock& clock, OnAnswer on_answer);
  ~Examiners();

  // Hands the source to a process, and waits until one has room for it. Answers arrive meanwhile, in
  // any order. Fails if no process can work.
  Status Ask(ExaminationKind kind, const AskedSource& source);
  // Waits for all answers.
  Status Finish();

  // Processes that a source has ended so far.
  [[nodiscard]] uint64_t deaths() const { return deaths_; }

 private:
  struct Asked {
    ExaminationKind kind = ExaminationKind::kHeader;
    AskedSource source;
  };
  struct Process {
    std::optional<ChildProcess> child;
    FileDescriptor requests;
    FileDescriptor answers;
    std::string buffer;       // of answers
    std::deque<Asked> asked;  // the first one is being examined
    Instant first_since;      // when it became the first
    bool timed_out = false;   // we killed it
    bool answered = false;    // since it was started
    uint32_t useless_starts = 0;
  };

  Status Start(Process& process);
  bool Send(Process& process, const Asked& asked);
  Status AwaitAnswers();
  void EndSlowOnes();
  Status Receive(Process& process);
  Status Died(Process& process);
  bool TakeAnswers(Process& process);

  const Options options_;
  const Clock& clock_;
  const OnAnswer on_answer_;
  std::vector<Process> processes_;
  uint64_t deaths_ = 0;
};

}  // namespace photomill
