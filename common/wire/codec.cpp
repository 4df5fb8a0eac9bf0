// Envelopes: which message a frame contains, and how large it can be.
#include "common/wire/codec.h"

#include <fmt/core.h>
#include <google/protobuf/arena.h>

#include <iterator>
#include <optional>

#include "common/base/check.h"
#include "common/base/limits.h"
#include "common/wire/codec/messages.h"
#include "common/wire/codec/protobuf_log.h"
#include "proto/control.pb.h"

namespace photomill {
namespace {

template <typename... Handlers>
struct Overloaded : Handlers... {
  using Handlers::operator()...;
};
template <typename... Handlers>
Overloaded(Handlers...) -> Overloaded<Handlers...>;

void Fill(const WorkerMessage& message, proto::WorkerEnvelope& out) {
  std::visit(
      Overloaded{
          [&](const Hello& hello) { wire::ToProto(hello, *out.mutable_hello()); },
          [&](const Ready& ready) { wire::ToProto(ready, *out.mutable_ready()); },
          [&](const Credit& credit) { wire::ToProto(credit, *out.mutable_credit()); },
          [&](const ResultBatch& results) { wire::ToProto(results, *out.mutable_results()); },
          [&](const Heartbeat& beat) { wire::ToProto(beat, *out.mutable_heartbeat()); },
          [&](const Draining&) { out.mutable_draining(); },
          [&](const Goodbye& goodbye) { wire::ToProto(goodbye, *out.mutable_goodbye()); },
          [&](const GivenBack& given) { wire::ToProto(given, *out.mutable_given_back()); },
      },
      message);
}

void Fill(const CoordinatorMessage& message, proto::CoordinatorEnvelope& out) {
  std::visit(
      Overloaded{
          [&](const Welcome& welcome) { wire::ToProto(welcome, *out.mutable_welcome()); },
          [&](const Refusal& refusal) { wire::ToProto(refusal, *out.mutable_refusal()); },
          [&](const TaskBatch& tasks) { wire::ToProto(tasks, *out.mutable_tasks()); },
          [&](const Acks& acks) { wire::ToProto(acks, *out.mutable_acks()); },
          [&](const HeartbeatEcho& echo) { wire::ToProto(echo, *out.mutable_heartbeat_echo()); },
          [&](const Unknown&) { out.mutable_unknown(); },
          [&](const Drain& drain) { wire::ToProto(drain, *out.mutable_drain()); },
          [&](const TakeBack& take) { wire::ToProto(take, *out.mutable_take_back()); },
      },
      message);
}

// Encodes the message without a check of the frame's size.
template <typename Envelope, typename Message>
std::string EncodeAnySize(const Message& message) {
  google::protobuf::Arena arena;
  auto& envelope = *google::protobuf::Arena::CreateMessage<Envelope>(&arena);
  Fill(message, envelope);
  std::string frame;
  PHOTOMILL_CHECK(envelope.SerializeToString(&frame));
  return frame;
}

bool Fits(const std::string& frame) {
  return frame.size() <= limits::kMessageBytesMax;
}

std::string EncodeHello(Hello hello) {
  while (true) {
    std::string frame = EncodeAnySize<proto::WorkerEnvelope>(WorkerMessage(hello));
    if (Fits(frame)) return frame;
    hello.held.resize(hello.held.size() / 2);
  }
}

// Appends the frames of a batch. Halves the batch until its parts fit.
template <typename Envelope, typename Message, typename Batch, typename Row>
void AppendFrames(const Batch& batch, std::vector<Row> Batch::*rows,
                  std::vector<std::string>& frames) {
  const size_t count = (batch.*rows).size();
  if (count <= limits::kBatchTasksMax) {
    std::string frame = EncodeAnySize<Envelope>(Message(batch));
    if (Fits(frame)) {
      frames.push_back(std::move(frame));
      return;
    }
  }
  PHOTOMILL_CHECK(count > 1);
  const auto middle = (batch.*rows).begin() + static_cast<std::ptrdiff_t>(count / 2);
  Batch half = batch;
  (half.*rows).assign((batch.*rows).begin(), middle);
  AppendFrames<Envelope, Message>(half, rows, frames);
  (half.*rows).assign(middle, (batch.*rows).end());
  AppendFrames<Envelope, Message>(half, rows, frames);
}

Failure NotOneOfOurs(std::string_view envelope) {
  return Invalid(std::string(envelope) + ": contains no message that this version knows");
}

// Parses the envelope into `arena`.
template <typename Envelope>
Result<const Envelope*> Parse(std::string_view name, std::string_view frame,
                              google::protobuf::Arena& arena) {
  wire::SilenceProtobufLog();
  if (frame.size() > limits::kMessageBytesMax) {
    return Invalid(fmt::format("{}: a frame of {} bytes, at most {} are allowed", name,
                               frame.size(), limits::kMessageBytesMax));
  }
  auto* envelope = google::protobuf::Arena::CreateMessage<Envelope>(&arena);
  if (!envelope->ParseFromArray(frame.data(), static_cast<int>(frame.size()))) {
    return Invalid(fmt::format(
        "{}: a frame of {} bytes that is truncated or not a protobuf message of photomill", name,
        frame.size()));
  }
  return envelope;
}

template <typename Any, typename Message, typename Proto>
Result<Any> Decode(const Proto& in) {
  std::optional<Any> any(std::in_place, std::in_place_type<Message>);
  if (Status status = wire::FromProto(in, *std::get_if<Message>(&*any)); !status.ok()) {
    return status.failure();
  }
  return std::move(*any);
}

}  // namespace

std::string Encode(const WorkerMessage& message) {
  std::string frame = EncodeAnySize<proto::WorkerEnvelope>(message);
  if (Fits(frame)) return frame;
  const Hello* hello = std::get_if<Hello>(&message);
  PHOTOMILL_CHECK(hello != nullptr);
  return EncodeHello(*hello);
}

std::string Encode(const CoordinatorMessage& message) {
  std::string frame = EncodeAnySize<proto::CoordinatorEnvelope>(message);
  PHOTOMILL_CHECK(Fits(frame));
  return frame;
}

std::vector<std::string> EncodeFrames(const WorkerMessage& message) {
  std::vector<std::string> frames;
  if (const auto* results = std::get_if<ResultBatch>(&message)) {
    AppendFrames<proto::WorkerEnvelope, WorkerMessage>(*results, &ResultBatch::results, frames);
  } else if (const auto* given = std::get_if<GivenBack>(&message)) {
    AppendFrames<proto::WorkerEnvelope, WorkerMessage>(*given, &GivenBack::attempts, frames);
  } else {
    frames.push_back(Encode(message));
  }
  return frames;
}

std::vector<std::string> EncodeFrames(const CoordinatorMessage& message) {
  using Envelope = proto::CoordinatorEnvelope;
  std::vector<std::string> frames;
  if (const auto* tasks = std::get_if<TaskBatch>(&message)) {
    AppendFrames<Envelope, CoordinatorMessage>(*tasks, &TaskBatch::assignments, frames);
  } else if (const auto* acks = std::get_if<Acks>(&message)) {
    AppendFrames<Envelope, CoordinatorMessage>(*acks, &Acks::attempts, frames);
  } else if (const auto* take = std::get_if<TakeBack>(&message)) {
    AppendFrames<Envelope, CoordinatorMessage>(*take, &TakeBack::attempts, frames);
  } else {
    frames.push_back(Encode(message));
  }
  return frames;
}

Result<WorkerMessage> DecodeWorkerMessage(std::string_view frame) {
  constexpr std::string_view kName = "worker envelope";
  google::protobuf::Arena arena;
  const Result<const proto::WorkerEnvelope*> parsed =
      Parse<proto::WorkerEnvelope>(kName, frame, arena);
  if (!parsed.ok()) return parsed.failure();
  const proto::WorkerEnvelope& in = **parsed;
  switch (in.message_case()) {
    case proto::WorkerEnvelope::kHello:
      return Decode<WorkerMessage, Hello>(in.hello());
    case proto::WorkerEnvelope::kReady:
      return Decode<WorkerMessage, Ready>(in.ready());
    case proto::WorkerEnvelope::kCredit:
      return Decode<WorkerMessage, Credit>(in.credit());
    case proto::WorkerEnvelope::kResults:
      return Decode<WorkerMessage, ResultBatch>(in.results());
    case proto::WorkerEnvelope::kHeartbeat:
      return Decode<WorkerMessage, Heartbeat>(in.heartbeat());
    case proto::WorkerEnvelope::kDraining:
      return WorkerMessage(Draining{});
    case proto::WorkerEnvelope::kGoodbye:
      return Decode<WorkerMessage, Goodbye>(in.goodbye());
    case proto::WorkerEnvelope::kGivenBack:
      return Decode<WorkerMessage, GivenBack>(in.given_back());
    case proto::WorkerEnvelope::MESSAGE_NOT_SET:
      break;
  }
  return NotOneOfOurs(kName);
}

Result<CoordinatorMessage> DecodeCoordinatorMessage(std::string_view frame) {
  constexpr std::string_view kName = "coordinator envelope";
  google::protobuf::Arena arena;
  const Result<const proto::CoordinatorEnvelope*> parsed =
      Parse<proto::CoordinatorEnvelope>(kName, frame, arena);
  if (!parsed.ok()) return parsed.failure();
  const proto::CoordinatorEnvelope& in = **parsed;
  switch (in.message_case()) {
    case proto::CoordinatorEnvelope::kWelcome:
      return Decode<CoordinatorMessage, Welcome>(in.welcome());
    case proto::CoordinatorEnvelope::kRefusal:
      return Decode<CoordinatorMessage, Refusal>(in.refusal());
    case proto::CoordinatorEnvelope::kTasks:
      return Decode<CoordinatorMessage, TaskBatch>(in.tasks());
    case proto::CoordinatorEnvelope::kAcks:
      return Decode<CoordinatorMessage, Acks>(in.acks());
    case proto::CoordinatorEnvelope::kHeartbeatEcho:
      return Decode<CoordinatorMessage, HeartbeatEcho>(in.heartbeat_echo());
    case proto::CoordinatorEnvelope::kUnknown:
      return CoordinatorMessage(Unknown{});
    case proto::CoordinatorEnvelope::kDrain:
      return Decode<CoordinatorMessage, Drain>(in.drain());
    case proto::CoordinatorEnvelope::kTakeBack:
      return Decode<CoordinatorMessage, TakeBack>(in.take_back());
    case proto::CoordinatorEnvelope::MESSAGE_NOT_SET:
      break;
  }
  return NotOneOfOurs(kName);
}

}  // namespace photomill
