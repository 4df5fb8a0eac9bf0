#include "worker/runtime/check_outputs.h"

#include <fmt/core.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <optional>

#include "common/base/dimensions.h"
#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/os/clock.h"
#include "common/os/files.h"
#include "worker/core/task_time.h"
#include "worker/pipeline/fetch.h"
#include "worker/pipeline/produce.h"
#include "worker/runtime/sandbox.h"

namespace photomill {
namespace {

constexpr size_t kHeadBytesMax = 64;

struct CheckRequest {
  uint32_t width = 0;
  uint32_t height = 0;
  uint32_t isolated = 0;
  std::string path;
};

// Reads exactly this many bytes; empty at the end of the socket.
std::optional<std::string> ReadExactly(int socket, size_t bytes) {
  std::string text(bytes, '\0');
  size_t filled = 0;
  while (filled < bytes) {
    const ssize_t got = read(socket, text.data() + filled, bytes - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return std::nullopt;
    filled += static_cast<size_t>(got);
  }
  return text;
}

std::optional<CheckRequest> ReadRequest(int socket) {
  std::string head;
  while (!head.ends_with('\n')) {
    const std::optional<std::string> next = ReadExactly(socket, 1);
    if (!next || head.size() >= kHeadBytesMax) return std::nullopt;
    head += *next;
  }
  CheckRequest request;
  size_t path_bytes = 0;
  const char* at = head.data();
  const char* const end = head.data() + head.size();
  at = std::from_chars(at, end, request.width).ptr;
  if (at != end) at = std::from_chars(at + 1, end, request.height).ptr;
  if (at != end) at = std::from_chars(at + 1, end, request.isolated).ptr;
  if (at != end) at = std::from_chars(at + 1, end, path_bytes).ptr;
  if (at + 1 != end || path_bytes == 0 || path_bytes > 2 * limits::kKeyBytesMax) {
    return std::nullopt;
  }
  std::optional<std::string> path = ReadExactly(socket, path_bytes);
  if (!path) return std::nullopt;
  request.path = *std::move(path);
  return request;
}

// Small, so that hardly anything but decoding is done.
Recipe CheckRecipe() {
  Recipe recipe;
  Derivative small;
  small.name = "check";
  small.fit = Fit::kCover;
  small.width = 16;
  small.height = 16;
  small.format = OutputFormat::kJpeg;
  small.key = "{stem}.jpg";
  recipe.derivatives = {small};
  return recipe;
}

class OutputDecoder {
 public:
  OutputDecoder(const std::string& program, const TryOptions& options)
      : options_(options), sandbox_(program, clock_) {
    auto workplace = std::make_shared<Workplace>();
    workplace->recipe = CheckRecipe();
    workplace->source_rules = options.source_rules;
    workplace_ = std::move(workplace);
  }

  // The answer, without its line break.
  std::string Answer(const CheckRequest& request) const {
    Result<std::string> bytes = ReadWholeFile(request.path, limits::kOutputBytesMax);
    if (!bytes) return Text("unreadable", bytes.failure().detail);
    Job job;
    job.assignment.attempt = AttemptId{1};
    job.assignment.task.source = SourceId{1};
    job.assignment.task.key = request.path.substr(request.path.rfind('/') + 1);
    job.assignment.task.version.size = bytes->size();
    job.assignment.task.lacks = AllOf(workplace_->recipe);
    job.workplace = workplace_;
    job.bytes = *std::move(bytes);
    if (const Status planned = PlanJob(job); !planned) {
      return Judge(planned.failure());
    }
    if (!HasSize(job.header, request)) {
      return Text("bad", fmt::format("it is {}, but {} was recorded",
                                     DimensionsText(job.header.width, job.header.height),
                                     DimensionsText(request.width, request.height)));
    }
    return Decode(job, request.isolated != 0);
  }

 private:
  static std::string Text(std::string_view word, std::string_view detail) {
    return fmt::format("{} {}", word, Escaped(detail));
  }

  // An output that is the source's own bytes can still have to be rotated.
  static bool HasSize(const PictureHeader& header, const CheckRequest& request) {
    const bool upright = header.width == request.width && header.height == request.height;
    const bool turned = header.width == request.height && header.height == request.width;
    return upright || (turned && header.orientation > 4);
  }

  std::string Decode(Job& job, bool isolated) const {
    const uint64_t needed = job.needs.memory_bytes;
    if (needed > options_.memory_bytes) {
      return Text("unreadable", fmt::format("decoding it needs about {}, but there is only {}",
                                            HumanBytes(needed), HumanBytes(options_.memory_bytes)));
    }
    if (!isolated) {
      const Status made = ProduceOutputs(job, clock_);
      return made ? "ok" : Judge(made.failure());
    }
    const SandboxLimits limits = SandboxLimitsFor(
        needed, TaskTimeLimit(options_.task_time, job.needs.work_pixels, job.bytes.size()));
    const std::optional<Outcome> ended = sandbox_.Execute(job, limits, [] { return false; });
    return ended ? Judge({ended->reason, ended->detail}) : "ok";
  }

  // Whether the file is to blame.
  static std::string Judge(const Failure& failure) {
    const bool bad = IsDeath(failure.reason) || failure.reason == Reason::kCorrupt ||
                     failure.reason == Reason::kNotAnImage || failure.reason == Reason::kTooLarge ||
                     failure.reason == Reason::kFormatNotAllowed;
    return Text(bad ? "bad" : "unreadable", failure.detail);
  }

  const TryOptions& options_;
  const SystemClock clock_;
  const Sandbox sandbox_;
  std::shared_ptr<const Workplace> workplace_;
};

}  // namespace

int CheckOutputs(const std::string& program, int socket, const TryOptions& options) {
  const OutputDecoder decoder(program, options);
  while (const std::optional<CheckRequest> request = ReadRequest(socket)) {
    const std::string answer = decoder.Answer(*request) + "\n";
    if (WriteAll(socket, answer) != 0) break;
  }
  return 0;
}

}  // namespace photomill
