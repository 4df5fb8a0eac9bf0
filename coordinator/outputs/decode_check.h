// Whether an output decodes to an image of the recorded size. The decoding is done by
// photomill-worker, because photomill links no image library. A file that kills this worker, or gets
// no answer for too long, is decoded again in a process of its own, whose limits on memory and time
// decide. One thread uses it, which starts its own worker with the first file.
#pragma once

#include <optional>
#include <string>

#include "common/os/process.h"
#include "coordinator/outputs/output_check.h"

namespace photomill {

class DecodeCheck {
 public:
  // `program` is the path of photomill-worker, `root` the destination's folder, and `memory_bytes`
  // how much memory one image may need.
  DecodeCheck(std::string program, std::string root, uint64_t memory_bytes)
      : program_(std::move(program)), root_(std::move(root)), memory_bytes_(memory_bytes) {}

  // Changes the finding of a file that has the recorded bytes, if it does not decode.
  void Check(CheckedFile& file);

 private:
  Status Start();
  // The worker's line about the file; empty if it ended or had to be ended.
  std::optional<std::string> Ask(const RecordedOutput& output, bool isolated);

  const std::string program_;
  const std::string root_;
  const uint64_t memory_bytes_;
  std::optional<ChildProcess> worker_;
  FileDescriptor socket_;
};

}  // namespace photomill
