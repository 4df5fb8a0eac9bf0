// The connection of a simulated worker's engine: every frame passes through here, is decoded, and
// is recorded for the checks.
#include "common/wire/codec.h"
#include "tests/sim/sim_worker.h"

namespace photomill::sim {

Status SimWorker::Dial(Instant) {
  world_.network.Dial(number_);
  return {};
}

bool SimWorker::Receive(std::string& frame) {
  if (!world_.network.Receive(number_, frame)) return false;
  const Result<CoordinatorMessage> message = DecodeCoordinatorMessage(frame);
  if (message) {
    See(*message);
  } else {
    Broken("cannot read the coordinator's frame: " + message.failure().detail);
  }
  return true;
}

void SimWorker::See(const CoordinatorMessage& message) {
  if (const auto* batch = std::get_if<TaskBatch>(&message)) {
    CheckCreditIsNotExceeded(*batch);
  } else if (const auto* echo = std::get_if<HeartbeatEcho>(&message)) {
    answered_ = heartbeats_sent_[echo->sequence];
  } else if (std::holds_alternative<Welcome>(message)) {
    registered_ = true;
    // The hello that this message answers may still be unsent: then it answers an earlier one.
    answered_ = loop_->waiting_frames() == 0 ? hello_sent_ : clock_.Now();
  }
}

bool SimWorker::Send(const std::string& frame) {
  if (!world_.network.Send(number_, frame)) return false;
  const Result<WorkerMessage> message = DecodeWorkerMessage(frame);
  if (message) {
    See(*message);
  } else {
    Broken("sends a frame that nobody can read: " + message.failure().detail);
  }
  return true;
}

void SimWorker::See(const WorkerMessage& message) {
  if (const auto* credit = std::get_if<Credit>(&message)) {
    CheckCreditNeverSinks(*credit);
    granted_ = *credit;
  } else if (const auto* batch = std::get_if<ResultBatch>(&message)) {
    for (const TaskResult& result : batch->results) {
      world_.results[result.attempt] = {batch->recipe, result};
    }
  } else if (const auto* given = std::get_if<GivenBack>(&message)) {
    Trace("gives back " + std::to_string(given->attempts.size()) + " tasks");
    CheckGivenBackIsNotStarted(*given);
  } else if (const auto* heartbeat = std::get_if<Heartbeat>(&message)) {
    heartbeats_sent_[heartbeat->sequence] = clock_.Now();
  } else if (const auto* hello = std::get_if<Hello>(&message)) {
    granted_ = received_ = {};
    registered_ = false;
    hello_sent_ = clock_.Now();
    Trace("says hello, holds " + std::to_string(hello->held.size()) + ", suspects " +
          std::to_string(hello->suspects.size()));
  }
}

}  // namespace photomill::sim
