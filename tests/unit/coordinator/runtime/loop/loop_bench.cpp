#include "tests/unit/coordinator/runtime/loop/loop_bench.h"

#include <gtest/gtest.h>

#include "common/model/key_template.h"
#include "common/model/revision.h"
#include "common/wire/codec.h"

namespace photomill {

bool HandTransport::Receive(PeerId& peer, std::string& frame) {
  if (arriving.empty()) return false;
  std::tie(peer, frame) = arriving.front();
  arriving.pop_front();
  return true;
}

SendResult HandTransport::Send(PeerId peer, const std::string& frame) {
  if (gone.contains(peer)) return SendResult::kGone;
  if (full.contains(peer)) return SendResult::kFull;
  if (refusals > 0 && refusals-- > 0) return SendResult::kFull;
  Result<CoordinatorMessage> message = DecodeCoordinatorMessage(frame);
  EXPECT_TRUE(message.ok());
  if (message.ok()) sent.emplace_back(peer, *std::move(message));
  sent_bytes.push_back(frame.size());
  return SendResult::kSent;
}

HandLedger::HandLedger(const Recipe& recipe) {
  Open(recipe);
}

void HandLedger::Open(const Recipe& recipe) {
  LedgerOptions options;
  options.source_url = "/old";
  options.destination_url = "/new";
  options.recipe = recipe;
  Result<OpenedLedger> opened = OpenMemoryLedger(disk_, options);
  EXPECT_TRUE(opened.ok());
  ledger_ = std::move(opened->ledger);
}

void HandLedger::NextRun(const Recipe& recipe) {
  EXPECT_TRUE(ledger_->Close(RunEnd::kStopped).ok());
  requests_.clear();
  replies_.clear();
  Open(recipe);
}

void HandLedger::Submit(LedgerRequest request) {
  if (const auto* record = std::get_if<ledger_request::RecordFacts>(&request)) {
    facts_waiting_ += record->facts.size();
  }
  if (const auto* show = std::get_if<ledger_request::ShowWorkers>(&request)) shown = show->workers;
  requests_.push_back(std::move(request));
}

bool HandLedger::Poll(LedgerReply& reply) {
  if (replies_.empty()) return false;
  reply = std::move(replies_.front());
  replies_.pop_front();
  return true;
}

void HandLedger::Answer(LedgerReply reply) {
  replies_.push_back(std::move(reply));
}

void HandLedger::Intake(const std::vector<ListedObject>& objects) {
  const Result<IntakeCounts> counts = ledger_->Intake(objects);
  ASSERT_TRUE(counts.ok());
  Answer(ledger_reply::IntakeDone{
      *counts, std::vector{StoreSample{objects.front().key, objects.front().version.size}}});
}

void HandLedger::AddScanErrors(const std::vector<ScanError>& errors) {
  ASSERT_TRUE(ledger_->AddScanErrors(errors).ok());
}

void HandLedger::EndScan(bool accept_gone) {
  EndScanOf([](std::string_view) { return true; }, accept_gone);
}

void HandLedger::EndScanOf(const std::function<bool(std::string_view)>& in_scope,
                           bool accept_gone) {
  const Result<GoneCounts> gone = ledger_->EndScan(true, accept_gone, in_scope);
  ASSERT_TRUE(gone.ok());
  Answer(ledger_reply::ScanDone{true, *gone});
}

void HandLedger::EndIncompleteScan() {
  const Result<GoneCounts> gone =
      ledger_->EndScan(false, false, [](std::string_view) { return true; });
  ASSERT_TRUE(gone.ok());
  Answer(ledger_reply::ScanDone{false, *gone});
}

void HandLedger::Commit() {
  for (const LedgerRequest& request : requests_) {
    if (const auto* record = std::get_if<ledger_request::RecordFacts>(&request)) {
      const Result<std::vector<bool>> applied = ledger_->Record(record->facts);
      ASSERT_TRUE(applied.ok());
      Answer(ledger_reply::FactsDurable{*applied});
    } else if (const auto* load = std::get_if<ledger_request::LoadPending>(&request)) {
      Result<PendingPage> page = ledger_->LoadPending(load->after, load->tasks_max, 100'000);
      ASSERT_TRUE(page.ok());
      Answer(ledger_reply::PendingLoaded{*std::move(page)});
    }
  }
  requests_.clear();
  facts_waiting_ = 0;
  ASSERT_TRUE(ledger_->Commit().ok());
  durable_ = ledger_->Count();
}

LoopBench::LoopBench() {
  MakeLoop();
}

void LoopBench::MakeLoop() {
  SchedulerConfig config;
  config.migration_id = "m1";
  config.destination_token = "token";
  config.recipe = recipe;
  config.source_url = "/old";
  config.destination_url = "/new";
  loop = std::make_unique<CoordinatorLoop>(std::move(config), ledger, transport, clock);
}

void LoopBench::Turn() {
  for (int i = 0; i < 3; ++i) {
    while (loop->Turn()) {
    }
  }
}

void LoopBench::From(uint64_t peer, const WorkerMessage& message) {
  for (std::string& frame : EncodeFrames(message)) {
    transport.arriving.emplace_back(PeerId{peer}, std::move(frame));
  }
}

void LoopBench::Begin(const std::vector<std::string>& keys) {
  std::vector<ListedObject> objects;
  for (const std::string& key : keys) objects.push_back({key, {10, 1, ""}});
  ledger.Intake(objects);
  ledger.EndScan();
  Join(keys.front());
}

void LoopBench::Join(const std::string& key) {
  Hello hello;
  hello.session = SessionId{1};
  hello.worker_name = "w1";
  hello.slots = 1;
  hello.revision = kRevision;
  From(1, hello);
  From(1, Ready{"token", {{key, 10}}, ""});
  From(1, Credit{100'000, 100'000'000});
  Turn();
  ledger.Commit();  // the page
  Turn();
}

void LoopBench::Finish(const Assignment& assignment) {
  Outcome outcome;
  outcome.kind = Outcome::Kind::kDone;
  for (uint32_t i = 0; i < recipe.derivatives.size(); ++i) {
    outcome.outputs.push_back(
        {i, *ClaimedKey(recipe.derivatives[i].key, assignment.task.key), 5, 4, 3, {}});
  }
  From(1, ResultBatch{
              DigestOf(recipe),
              {{assignment.attempt, assignment.task.source, assignment.task.version, outcome}}});
}

}  // namespace photomill
