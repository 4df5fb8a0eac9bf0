#include "common/wire/admin_codec.h"

#include <fmt/core.h>

#include <utility>

#include "common/base/check.h"
#include "common/base/limits.h"
#include "common/wire/codec/fields/enums.h"
#include "common/wire/codec/protobuf_log.h"
#include "common/wire/curve.h"
#include "proto/admin.pb.h"

namespace photomill {
namespace {

using wire::FieldReader;

constexpr wire::EnumTable<AdminCode, proto::AdminCode, 4> kCodes = {{{
    {AdminCode::kDone, proto::ADMIN_DONE},
    {AdminCode::kRefused, proto::ADMIN_REFUSED},
    {AdminCode::kNotAllowed, proto::ADMIN_NOT_ALLOWED},
    {AdminCode::kUnsupported, proto::ADMIN_UNSUPPORTED},
}}};

struct CommandWriter {
  proto::AdminRequest& out;
  void operator()(const admin::Ping&) const { out.mutable_ping(); }
  void operator()(const admin::Pause&) const { out.mutable_pause(); }
  void operator()(const admin::Resume&) const { out.mutable_resume(); }
  void operator()(const admin::Drain& drain) const {
    out.mutable_drain()->set_worker(drain.worker);
  }
  void operator()(const admin::SetThreads& set) const {
    out.mutable_set_threads()->set_threads(set.threads);
    out.mutable_set_threads()->set_worker(set.worker);
  }
  void operator()(const admin::Explain& explain) const {
    out.mutable_explain()->set_key(explain.key);
    out.mutable_explain()->set_source(explain.source.value);
  }
};

admin::Explain ExplainFromProto(const proto::AdminExplain& in, FieldReader& fields) {
  admin::Explain explain;
  explain.key = fields.Key("explain.key", in.key());
  if (in.source() < 0) fields.Fail("explain.source", FieldReader::kNoRow, "is negative");
  explain.source = SourceId{in.source()};
  return explain;
}

admin::SetThreads SetThreadsFromProto(const proto::AdminSetThreads& in, FieldReader& fields) {
  admin::SetThreads set;
  set.threads = fields.Number32("set_threads.threads", in.threads(), 1, limits::kWorkerThreadsMax);
  set.worker = fields.Text("set_threads.worker", in.worker(), 0, kAdminWorkerBytesMax);
  return set;
}

AdminCommand CommandFromProto(const proto::AdminRequest& in, FieldReader& fields) {
  switch (in.command_case()) {
    case proto::AdminRequest::kPing:
      return admin::Ping{};
    case proto::AdminRequest::kPause:
      return admin::Pause{};
    case proto::AdminRequest::kResume:
      return admin::Resume{};
    case proto::AdminRequest::kDrain:
      return admin::Drain{
          fields.Text("drain.worker", in.drain().worker(), 1, kAdminWorkerBytesMax)};
    case proto::AdminRequest::kSetThreads:
      return SetThreadsFromProto(in.set_threads(), fields);
    case proto::AdminRequest::kExplain:
      return ExplainFromProto(in.explain(), fields);
    case proto::AdminRequest::COMMAND_NOT_SET:
      break;
  }
  fields.Fail("command", FieldReader::kNoRow, "is not one that this version knows");
  return admin::Ping{};
}

template <typename Message>
bool Parse(std::string_view frame, Message& out) {
  wire::SilenceProtobufLog();
  return frame.size() <= kAdminMessageBytesMax &&
         out.ParseFromArray(frame.data(), static_cast<int>(frame.size()));
}

Failure NoMessage(std::string_view what, size_t bytes) {
  return Invalid(
      fmt::format("{}: {} bytes that are too many or no message of photomill's", what, bytes));
}

}  // namespace

std::string Encode(const AdminRequest& request) {
  proto::AdminRequest out;
  out.set_version(kAdminVersion);
  out.set_token(request.token.Reveal());
  std::visit(CommandWriter{out}, request.command);
  std::string frame;
  PHOTOMILL_CHECK(out.SerializeToString(&frame));
  return frame;
}

Result<AdminRequest> DecodeAdminRequest(std::string_view frame) {
  proto::AdminRequest in;
  if (!Parse(frame, in)) return NoMessage("request", frame.size());
  FieldReader fields("request");
  fields.Number32("version", in.version(), kAdminVersion, kAdminVersion);
  if (!in.token().empty() && !IsCurveKey(in.token())) {
    fields.Fail("token", FieldReader::kNoRow, "is not a token");
  }
  AdminCommand command = CommandFromProto(in, fields);
  if (!fields.ok()) return fields.status().failure();
  return AdminRequest{.token = Secret(in.token()), .command = std::move(command)};
}

std::string Encode(const AdminResponse& response) {
  proto::AdminResponse out;
  out.set_code(kCodes.ToProto(response.code));
  out.set_text(wire::WireText(response.text, kAdminTextBytesMax));
  out.set_word(wire::WireText(response.word, kAdminWordBytesMax));
  std::string frame;
  PHOTOMILL_CHECK(out.SerializeToString(&frame));
  return frame;
}

Result<AdminResponse> DecodeAdminResponse(std::string_view frame) {
  proto::AdminResponse in;
  if (!Parse(frame, in)) return NoMessage("response", frame.size());
  FieldReader fields("response");
  AdminResponse response;
  response.code = kCodes.FromProto(in.code(), fields, "code");
  response.text = fields.Text("text", in.text(), 0, kAdminTextBytesMax);
  response.word = fields.Text("word", in.word(), 0, kAdminWordBytesMax);
  if (!fields.ok()) return fields.status().failure();
  return response;
}

}  // namespace photomill
