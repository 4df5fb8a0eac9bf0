#include "common/wire/sandbox_codec.h"

#include <fmt/core.h>

#include <utility>

#include "common/base/check.h"
#include "common/base/limits.h"
#include "common/wire/codec/fields/source_rules.h"
#include "common/wire/codec/messages.h"
#include "common/wire/codec/protobuf_log.h"
#include "common/wire/codec/recipe.h"
#include "proto/sandbox.pb.h"

namespace photomill {
namespace {

// The single task, which must be for this recipe.
Assignment TaskFromProto(const proto::TaskBatch& in, const Recipe& recipe,
                         wire::FieldReader& fields) {
  TaskBatch batch;
  if (const Status read = wire::FromProto(in, batch); !read) {
    fields.Fail("task", wire::FieldReader::kNoRow, read.failure().detail);
  } else if (batch.assignments.size() != 1) {
    fields.Fail("task", wire::FieldReader::kNoRow, "is not one task");
  } else if (batch.recipe != DigestOf(recipe)) {
    fields.Fail("task", wire::FieldReader::kNoRow, "is for another recipe");
  }
  return fields.ok() ? std::move(batch.assignments.front()) : Assignment();
}

}  // namespace

std::string Encode(const SandboxTask& task) {
  proto::SandboxTask out;
  wire::ToProto(task.recipe, *out.mutable_recipe());
  wire::SourceRulesToProto(task.source_rules, out);
  wire::ToProto(TaskBatch{DigestOf(task.recipe), {task.assignment}}, *out.mutable_task());
  std::string bytes;
  PHOTOMILL_CHECK(out.SerializeToString(&bytes));
  return bytes;
}

Result<SandboxTask> DecodeSandboxTask(std::string_view bytes) {
  wire::SilenceProtobufLog();
  proto::SandboxTask in;
  if (bytes.size() > limits::kMessageBytesMax ||
      !in.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return Invalid(fmt::format("sandbox: {} bytes that are too many or no message of photomill's",
                               bytes.size()));
  }
  wire::FieldReader fields("sandbox");
  SandboxTask task;
  if (const Status recipe = wire::FromProto(in.recipe(), task.recipe); !recipe) {
    fields.Fail("recipe", wire::FieldReader::kNoRow, recipe.failure().detail);
  }
  task.source_rules = wire::SourceRulesFromProto(in, fields);
  if (fields.ok()) task.assignment = TaskFromProto(in.task(), task.recipe, fields);
  if (!fields.ok()) return fields.status().failure();
  return task;
}

}  // namespace photomill
