// Every bound of the control protocol: a frame with a single invalid field is refused, and the text
// names the field.
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "common/base/limits.h"
#include "common/wire/codec.h"
#include "tests/unit/common/wire/sample_messages.h"

namespace photomill {
namespace {

std::string Times(size_t count, char c = 'x') {
  return std::string(count, c);
}

// The decoder's message for a frame; "accepted" if it accepts the frame.
std::string Verdict(const proto::WorkerEnvelope& envelope) {
  const auto decoded = DecodeWorkerMessage(envelope.SerializeAsString());
  return decoded.ok() ? "accepted" : decoded.failure().detail;
}

std::string Verdict(const proto::CoordinatorEnvelope& envelope) {
  const auto decoded = DecodeCoordinatorMessage(envelope.SerializeAsString());
  return decoded.ok() ? "accepted" : decoded.failure().detail;
}

template <typename Proto>
struct Row {
  std::function<void(Proto&)> change;
  std::string verdict;  // the beginning of the message
};

template <typename Envelope, typename Proto>
void ExpectVerdicts(const Envelope& valid, Proto* (Envelope::*message)(),
                    const std::vector<Row<Proto>>& rows) {
  ASSERT_EQ(Verdict(valid), "accepted");
  for (size_t i = 0; i < rows.size(); ++i) {
    Envelope changed = valid;
    rows[i].change(*(changed.*message)());
    const std::string verdict = Verdict(changed);
    EXPECT_TRUE(verdict.starts_with(rows[i].verdict))
        << "row " << i << ": expected \"" << rows[i].verdict << "...\", got \"" << verdict << '"';
  }
}

TEST(CodecBoundsTest, Hello) {
  using H = proto::Hello;
  ExpectVerdicts<proto::WorkerEnvelope, H>(
      WorkerSample("hello"), &proto::WorkerEnvelope::mutable_hello,
      {
          {[](H& m) { m.set_slots(0); }, "hello.slots: 0 is not between 1 and 4096"},
          {[](H& m) { m.set_slots(4097); }, "hello.slots: 4097 is not between 1 and 4096"},
          {[](H& m) { m.set_slots(4096); }, "accepted"},
          {[](H& m) { m.set_session(0); }, "hello.session: 0 "},
          {[](H& m) { m.set_replaces(0); }, "accepted"},
          {[](H& m) { m.set_process(0x80000000U); }, "hello.process: 2147483648 "},
          {[](H& m) { m.set_worker_name(""); }, "hello.worker_name: is empty"},
          {[](H& m) { m.set_worker_name(Times(128)); }, "accepted"},
          {[](H& m) { m.set_worker_name(Times(129)); },
           "hello.worker_name: 129 bytes, at most 128"},
          {[](H& m) { m.set_worker_name("a\nb"); },
           "hello.worker_name: \"a\\nb\" is not printable"},
          {[](H& m) { m.set_worker_name("a\x1b[2J"); }, "hello.worker_name: \"a\\x1B[2J\" is not"},
          {[](H& m) { m.set_worker_name("a\xc2\x9b"); }, "hello.worker_name: "},
          {[](H& m) { m.set_worker_name("mühle"); }, "accepted"},
          {[](H& m) { m.set_host(Times(256)); }, "hello.host: 256 bytes, at most 255"},
          {[](H& m) { m.set_program_version(Times(129)); }, "hello.program_version: 129 bytes"},
          {[](H& m) { m.mutable_held()->set_source_step(0, 0); },
           "hello.deliveries.source[0]: 0 is not between 1"},
          {[](H& m) { m.mutable_held()->set_source_step(1, -8); },
           "hello.deliveries.source[1]: 1844"},
          {[](H& m) { m.mutable_held()->set_size(1, 1ULL << 63); },
           "hello.deliveries.size[1]: 9223"},
          {[](H& m) { m.mutable_held()->add_size(1); },
           "hello.deliveries.size: 3 entries in a batch of 2"},
          {[](H& m) { m.mutable_held()->add_source_step(1); }, "hello.deliveries.source_step: 3 "},
          {[](H& m) { m.mutable_held()->add_attempt_step(1); }, "hello.deliveries.source_step: 2 "},
          {[](H& m) { m.mutable_held()->add_mtime_step_ns(1); },
           "hello.deliveries.mtime_step_ns: 3 entries in a batch of 2"},
          {[](H& m) { m.mutable_held()->add_etag("e"); }, "hello.deliveries.etag: 3 entries"},
          {[](H& m) { m.mutable_held()->set_etag(1, Times(257)); },
           "hello.deliveries.etag[1]: 257 bytes, at most 256"},
          {[](H& m) { m.mutable_suspects(1)->set_source(0); }, "hello.suspects.source[1]: 0 "},
          {[](H& m) { m.mutable_suspects(1)->set_source(-1); }, "hello.suspects.source[1]: "},
          {[](H& m) { m.mutable_suspects(0)->set_signal(65); },
           "hello.suspects.signal[0]: 65 is not between 0 and 64"},
          {[](H& m) { m.mutable_suspects(0)->set_reason(proto::CORRUPT); },
           "hello.suspects.reason[0]: is not a cause of death of a process"},
          {[](H& m) { m.mutable_suspects(1)->set_reason(static_cast<proto::FailureReason>(99)); },
           "hello.suspects.reason[1]: 99 is not supported"},
          {[](H& m) {
             for (int i = 0; i < 4095; ++i) m.add_suspects()->set_source(1);
           },
           "hello.suspects: 4097 entries, at most 4096"},
          {[](H& m) {
             for (size_t i = 0; i < limits::kHeldTasksMax; ++i) {
               m.mutable_held()->add_attempt_step(1);
             }
           },
           "hello.deliveries.attempt_step: 65538 entries, at most 65536"},
      });
}

TEST(CodecBoundsTest, Ready) {
  using R = proto::Ready;
  ExpectVerdicts<proto::WorkerEnvelope, R>(
      WorkerSample("ready"), &proto::WorkerEnvelope::mutable_ready,
      {
          {[](R& m) { m.set_destination_id(""); }, "accepted"},
          {[](R& m) { m.set_destination_id(Times(129)); }, "ready.destination_id: 129 bytes"},
          {[](R& m) { m.set_problem(Times(1025)); }, "ready.problem: 1025 bytes, at most 1024"},
          {[](R& m) { m.mutable_samples(0)->set_key("/abs"); },
           "ready.samples.key[0]: a key is rel"},
          {[](R& m) { m.mutable_samples(0)->set_key("a/../b"); }, "ready.samples.key[0]: "},
          {[](R& m) { m.mutable_samples(0)->set_size(1ULL << 63); }, "ready.samples.size[0]: "},
          {[](R& m) {
             for (int i = 0; i < 3; ++i) m.add_samples()->set_key("k");
           },
           "ready.samples: 4 entries, at most 3"},
      });
}

TEST(CodecBoundsTest, FiguresOfAWorker) {
  using C = proto::Credit;
  ExpectVerdicts<proto::WorkerEnvelope, C>(
      WorkerSample("credit"), &proto::WorkerEnvelope::mutable_credit,
      {{[](C& m) { m.set_tasks_total(1ULL << 63); }, "credit.tasks_total: 9223372036854775808 "},
       {[](C& m) { m.set_bytes_total(1ULL << 63); }, "credit.bytes_total: 9223372036854775808 "}});
  using H = proto::Heartbeat;
  ExpectVerdicts<proto::WorkerEnvelope, H>(
      WorkerSample("heartbeat"), &proto::WorkerEnvelope::mutable_heartbeat,
      {{[](H& m) { m.set_cpu_milliseconds(UINT64_MAX); }, "heartbeat.cpu_milliseconds: 1844"},
       {[](H& m) { m.set_source_wait_milliseconds(UINT64_MAX); },
        "heartbeat.source_wait_milliseconds: 1844"},
       {[](H& m) { m.set_destination_wait_milliseconds(UINT64_MAX); },
        "heartbeat.destination_wait_milliseconds: 1844"},
       {[](H& m) { m.set_sequence(UINT64_MAX); }, "accepted"},
       {[](H& m) { m.set_slots(4096); }, "accepted"},
       {[](H& m) { m.set_slots(4097); }, "heartbeat.slots: 4097 "},
       {[](H& m) { m.clear_load(); }, "accepted"},
       {[](H& m) { m.mutable_load()->set_elapsed_us(UINT64_MAX); },
        "heartbeat.load.elapsed_us: 1844"},
       {[](H& m) { m.mutable_load()->add_stage_us(1); }, "heartbeat.load.stage_us: 11 entries"},
       {[](H& m) { m.mutable_load()->clear_stage_now(); }, "heartbeat.load.stage_now: 0 entries"},
       {[](H& m) { m.mutable_load()->set_cpu_threads(UINT32_MAX); },
        "heartbeat.load.cpu_threads: 4294967295 "},
       {[](H& m) { m.mutable_load()->mutable_processors()->set_ready_us(UINT64_MAX); },
        "heartbeat.load.ready_us: 1844"},
       {[](H& m) { m.mutable_load()->mutable_source()->mutable_few()->set_sum_us(UINT64_MAX); },
        "heartbeat.load.sum_us: 1844"},
       {[](H& m) { m.mutable_load()->mutable_source()->add_latency(1); },
        "heartbeat.load.latency: 17 entries"},
       {[](H& m) { m.mutable_load()->mutable_source()->clear_latency(); }, "accepted"}});
  using G = proto::Goodbye;
  ExpectVerdicts<proto::WorkerEnvelope, G>(
      WorkerSample("goodbye"), &proto::WorkerEnvelope::mutable_goodbye,
      {{[](G& m) { m.set_cpu_milliseconds(UINT64_MAX); }, "goodbye.cpu_milliseconds: 1844"}});
}

TEST(CodecBoundsTest, Results) {
  using R = proto::ResultBatch;
  ExpectVerdicts<proto::WorkerEnvelope, R>(
      WorkerSample("results"), &proto::WorkerEnvelope::mutable_results,
      {
          {[](R& m) { m.set_recipe_digest("short"); },
           "results.recipe_digest: 5 bytes, but a digest"},
          {[](R& m) { m.clear_deliveries(); }, "results.kind: 3 entries in a batch of 0"},
          {[](R& m) { m.add_kind(proto::DONE); }, "results.kind: 4 entries in a batch of 3"},
          {[](R& m) { m.set_kind(0, proto::OUTCOME_UNSPECIFIED); },
           "results.kind[0]: 0 is not supported"},
          {[](R& m) { m.set_kind(0, static_cast<proto::OutcomeKind>(77)); },
           "results.kind[0]: 77 is not supported"},
          {[](R& m) { m.set_kind(0, proto::SKIPPED); }, "results.reason[0]: 0 is not supported"},
          {[](R& m) { m.set_kind(1, proto::SKIPPED); },
           "results.reason[1]: only files that are not images are skipped"},
          {[](R& m) { m.set_kind(2, proto::DIED); },
           "results.reason[2]: is not a cause of death of a process"},
          {[](R& m) { m.set_kind(2, proto::BARRED); },
           "results.reason[2]: is not a store's reason"},
          {[](R& m) { m.set_kind(1, proto::DONE); },
           "results.reason[1]: is given for a done source"},
          {[](R& m) { m.set_reason(1, static_cast<proto::FailureReason>(19)); },
           "results.reason[1]: 19 is not supported"},
          {[](R& m) { m.clear_reason(); }, "results.reason[1]: 0 is not supported"},
          {[](R& m) { m.add_reason(proto::NO_REASON); }, "results.reason: 4 entries"},
          {[](R& m) { m.add_detail("x"); }, "results.detail: 4 entries in a batch of 3"},
          {[](R& m) { m.set_detail(1, Times(1025)); },
           "results.detail[1]: 1025 bytes, at most 1024"},
          {[](R& m) { m.set_detail(1, "\x07"); }, "results.detail[1]: \"\\x07\" is not printable"},
          {[](R& m) { m.add_warnings(0); }, "results.warnings: 4 entries in a batch of 3"},
          {[](R& m) { m.set_warnings(0, 1U << kWarningCount); },
           "results.warnings[0]: has kinds that this version does not know"},
          {[](R& m) { m.set_warnings(1, 1); },
           "results.warnings[1]: is given for what is not done"},
          {[](R& m) { m.add_output_count(0); }, "results.output_count: 4 entries"},
          {[](R& m) { m.set_output_count(0, 33); }, "results.output_count[0]: 33 is not between 0"},
          {[](R& m) { m.set_output_count(0, 1); },
           "results.outputs.keys: 2 entries in a batch of 1"},
          {[](R& m) {
             m.set_output_count(0, 1);
             m.set_output_count(1, 1);
           },
           "results.output_count[1]: is given for a source that is not done"},
          {[](R& m) { m.mutable_outputs()->set_derivative(0, 32); },
           "results.outputs.derivative[0]: 32 is not between 0 and 31"},
          {[](R& m) { m.mutable_outputs()->set_derivative(1, 0); },
           "results.outputs.derivative[1]: appears twice in one result"},
          {[](R& m) { m.mutable_outputs()->set_bytes(1, 1ULL << 63); },
           "results.outputs.bytes[1]: 9223"},
          {[](R& m) { m.mutable_outputs()->set_width(1, 0); },
           "results.outputs.width[1]: 0 is not between 1"},
          {[](R& m) { m.mutable_outputs()->set_height(0, 1U << 30); },
           "results.outputs.height[0]: 1"},
          {[](R& m) { m.mutable_outputs()->add_content_low(0); },
           "results.outputs.content_low: 3 entries"},
          {[](R& m) { m.mutable_outputs()->mutable_keys()->set_shared(1, 1); },
           "results.outputs.keys[1]: shares more bytes"},
          {[](R& m) { m.mutable_times()->add_derive_us(1); },
           "results.times.derive_us: 4 entries in a batch of 3"},
          {[](R& m) { m.mutable_times()->set_fetch_us(2, 86'400'000'001); },
           "results.times.fetch_us[2]: 86400000001 is not between"},
          {[](R& m) { m.clear_times(); }, "accepted"},
          {[](R& m) { m.add_source_high(1); }, "results.source_high: 4 entries in a batch of 3"},
          {[](R& m) { m.add_source_low(1); }, "results.source_low: 4 entries in a batch of 3"},
          {[](R& m) { m.clear_source_low(); },
           "results.source_low: has another number of rows than source_high"},
          {[](R& m) {
             m.clear_source_high();
             m.clear_source_low();
           },
           "accepted"},
          {[](R& m) { m.add_format("png"); }, "results.format: 4 entries in a batch of 3"},
          {[](R& m) { m.set_format(1, "JPEG"); },
           "results.format[1]: is not a format that this version knows"},
          {[](R& m) { m.set_format(0, Times(5000)); },
           "results.format[0]: is not a format that this version knows"},
          {[](R& m) { m.clear_format(); }, "accepted"},
      });
}

TEST(CodecBoundsTest, Welcome) {
  using W = proto::Welcome;
  const auto first = [](W& m) { return m.mutable_recipe()->mutable_derivative(0); };
  ExpectVerdicts<proto::CoordinatorEnvelope, W>(
      CoordinatorSample("welcome"), &proto::CoordinatorEnvelope::mutable_welcome,
      {
          {[](W& m) { m.set_migration_id(""); }, "welcome.migration_id: is empty"},
          {[](W& m) { m.set_migration_id(Times(129)); }, "welcome.migration_id: 129 bytes"},
          {[](W& m) { m.set_source_url(""); }, "welcome.source_url: is empty"},
          {[](W& m) { m.set_source_url(Times(4097)); }, "welcome.source_url: 4097 bytes"},
          {[](W& m) { m.set_destination_url(std::string("a\0b", 3)); },
           "welcome.destination_url: contains a NUL byte"},
          {[](W& m) { m.mutable_samples(1)->set_key(""); }, "welcome.samples.key[1]: "},
          {[](W& m) { m.clear_formats(); }, "welcome.formats: no format is given"},
          {[](W& m) { m.set_formats(0, "jxl"); }, "welcome.formats: \"jxl\" is not a format"},
          {[](W& m) {
             for (int i = 0; i < 40; ++i) m.add_formats("png");
           },
           "welcome.formats: "},
          {[](W& m) { m.set_width_max(0); }, "welcome.width_max: 0 is not between 1 and 1000000"},
          {[](W& m) { m.set_height_max(1000001); }, "welcome.height_max: 1000001 is not"},
          {[](W& m) { m.clear_pixels_max(); }, "welcome.pixels_max: 0 is not"},
          {[](W& m) { m.set_frame_pixels_max(UINT64_MAX); }, "welcome.frame_pixels_max: 1844"},
          {[](W& m) { m.set_file_bytes_max((1ULL << 34) + 1); }, "welcome.file_bytes_max: 1717"},
          {[](W& m) { m.set_heartbeat_interval_ns(0); }, "welcome.heartbeat_interval_ns: 0 is not"},
          {[](W& m) { m.set_heartbeat_interval_ns(3'600'000'000'000); },
           "welcome.heartbeat_interval_ns: 3600000000000 is not"},
          {[](W& m) { m.set_lease_duration_ns(1'000'000'000); },
           "welcome.lease_duration_ns: 1000000000 is not between 1000000001 and"},
          {[](W& m) { m.set_lease_duration_ns(3'600'000'000'000); },
           "welcome.lease_duration_ns: 36"},
          {[](W& m) { m.set_lease_duration_ns(UINT64_MAX); }, "welcome.lease_duration_ns: 1844"},
          {[](W& m) { m.clear_recipe(); }, "welcome.recipe: the recipe is empty"},
          {[&](W& m) { first(m)->set_name("a b"); },
           "welcome.recipe: a derivative's name can only have"},
          {[&](W& m) { first(m)->set_quality(101); },
           "welcome.recipe: derivative \"photo\": quality"},
          {[&](W& m) { first(m)->set_width(65501); },
           "welcome.recipe: derivative \"photo\": a size"},
          {[&](W& m) { first(m)->set_key("/{stem}"); },
           "welcome.recipe: derivative \"photo\": key"},
          {[&](W& m) { first(m)->set_key(Times(513)); }, "welcome.recipe: photo.key: 513 bytes"},
          {[&](W& m) { first(m)->set_background("red"); },
           "welcome.recipe: photo.background: \"red\" is not a colour; write it as \"#rrggbb\""},
          {[&](W& m) { first(m)->set_fit(static_cast<proto::Derivative::Fit>(9)); },
           "welcome.recipe: photo.fit: 9 is not supported"},
          {[](W& m) {
             for (int i = 0; i < 30; ++i) m.mutable_recipe()->add_derivative();
           },
           "welcome.recipe: 33 derivatives, at most 32"},
      });
}

TEST(CodecBoundsTest, Tasks) {
  using T = proto::TaskBatch;
  ExpectVerdicts<proto::CoordinatorEnvelope, T>(
      CoordinatorSample("tasks"), &proto::CoordinatorEnvelope::mutable_tasks,
      {
          {[](T& m) { m.set_recipe_digest(Times(17)); }, "tasks.recipe_digest: 17 bytes"},
          {[](T& m) { m.set_lacks(0); },
           "tasks.lacks: is given neither for all tasks nor for each"},
          {[](T& m) { m.set_lacks(UINT32_MAX); }, "accepted"},
          {[](T& m) {
             m.add_lacks_each(1);
             m.add_lacks_each(1);
           },
           "tasks.lacks: is given for all tasks and for each"},
          {[](T& m) { m.add_lacks_each(1); }, "tasks.lacks_each: 1 entries in a batch of 2"},
          {[](T& m) {
             m.set_lacks(0);
             m.add_lacks_each(1);
             m.add_lacks_each(0);
           },
           "accepted"},
          {[](T& m) { m.add_otherwise(1); }, "tasks.otherwise: 3 entries in a batch of 2"},
          {[](T& m) { m.clear_otherwise(); }, "accepted"},
          {[](T& m) { m.add_own_count(1); }, "tasks.own_count: 3 entries in a batch of 2"},
          {[](T& m) { m.set_own_count(0, 257); },
           "tasks.own_count[0]: 257 is not between 0 and 256"},
          {[](T& m) { m.set_own_count(0, 0); }, "tasks.own_keys: 3 entries in a batch of 2"},
          {[](T& m) { m.clear_own_count(); }, "tasks.own_keys: 3 entries in a batch of 0"},
          {[](T& m) { m.add_own_high(1); }, "tasks.own_high: 4 entries in a batch of 3"},
          {[](T& m) { m.clear_own_low(); }, "tasks.own_low: 0 entries in a batch of 3"},
          {[](T& m) { m.mutable_own_keys()->set_shared(1, 11); },
           "tasks.own_keys[1]: shares more bytes than the key before it has"},
          {[](T& m) { m.mutable_own_keys()->set_text("2004/a.jpg/.jpgwebp"); },
           "tasks.own_keys[1]: a key must"},
          {[](T& m) {
             m.clear_own_count();
             m.clear_own_keys();
             m.clear_own_high();
             m.clear_own_low();
           },
           "accepted"},
          {[](T& m) { m.add_crashes(1); }, "tasks.crashes: 3 entries in a batch of 2"},
          {[](T& m) { m.set_crashes(1, 1'000'001); }, "tasks.crashes[1]: 1000001 is not between"},
          {[](T& m) { m.add_suspect(true); }, "tasks.suspect: 3 entries in a batch of 2"},
          {[](T& m) { m.clear_keys(); }, "tasks.keys: 0 entries in a batch of 2"},
          {[](T& m) { m.mutable_keys()->add_length(0); }, "tasks.keys: 3 entries in a batch of 2"},
          {[](T& m) { m.mutable_keys()->set_length(1, 6); },
           "tasks.keys: lengths of 16 bytes for a text of 15"},
          {[](T& m) {
             m.mutable_keys()->set_length(0, UINT32_MAX);
             m.mutable_keys()->set_length(1, 16);
           },
           "tasks.keys: lengths of 4294967311 bytes for a text of 15"},
          {[](T& m) { m.mutable_keys()->set_shared(1, 11); },
           "tasks.keys[1]: shares more bytes than the key before it has"},
          {[](T& m) { m.mutable_keys()->set_shared(0, 1); }, "tasks.keys[0]: shares more bytes"},
          {[](T& m) { m.mutable_keys()->set_text("/004/a.jpgb.jpg"); },
           "tasks.keys[0]: a key is rel"},
          {[](T& m) { m.mutable_keys()->set_text("2004/a.jpg/.jpg"); },
           "tasks.keys[1]: a key must"},
          {[](T& m) {
             for (size_t i = 0; i < limits::kBatchTasksMax; ++i) {
               m.mutable_deliveries()->add_attempt_step(1);
             }
           },
           "tasks.deliveries.attempt_step: 4098 entries, at most 4096"},
      });
}

TEST(CodecBoundsTest, OtherMessagesOfTheCoordinator) {
  using R = proto::Refusal;
  ExpectVerdicts<proto::CoordinatorEnvelope, R>(
      CoordinatorSample("refusal"), &proto::CoordinatorEnvelope::mutable_refusal,
      {{[](R& m) { m.set_code(proto::REFUSAL_UNSPECIFIED); }, "refusal.code: 0 is not supported"},
       {[](R& m) { m.set_code(static_cast<proto::RefusalCode>(5)); }, "refusal.code: 5 is not"},
       {[](R& m) { m.set_text(Times(1025)); }, "refusal.text: 1025 bytes, at most 1024"}});
  using E = proto::HeartbeatEcho;
  ExpectVerdicts<proto::CoordinatorEnvelope, E>(
      CoordinatorSample("heartbeat_echo"), &proto::CoordinatorEnvelope::mutable_heartbeat_echo,
      {{[](E& m) { m.set_set_aside(Times(1024)); }, "accepted"},
       {[](E& m) { m.set_set_aside("a\nb"); }, "heartbeat_echo.set_aside: "},
       {[](E& m) { m.set_set_aside(Times(1025)); },
        "heartbeat_echo.set_aside: 1025 bytes, at most 1024"},
       {[](E& m) { m.set_slots(512); }, "accepted"},
       {[](E& m) { m.set_slots(513); }, "heartbeat_echo.slots: 513 "}});
  using A = proto::Acks;
  ExpectVerdicts<proto::CoordinatorEnvelope, A>(
      CoordinatorSample("acks"), &proto::CoordinatorEnvelope::mutable_acks,
      {{[](A& m) {
          for (size_t i = 0; i < limits::kBatchTasksMax; ++i) m.add_attempt_step(1);
        },
        "acks.attempt_step: 4099 entries, at most 4096"}});
  using K = proto::TakeBack;
  ExpectVerdicts<proto::CoordinatorEnvelope, K>(
      CoordinatorSample("take_back"), &proto::CoordinatorEnvelope::mutable_take_back,
      {{[](K& m) {
          for (size_t i = 0; i < limits::kBatchTasksMax; ++i) m.add_attempt_step(1);
        },
        "take_back.attempt_step: 4099 entries, at most 4096"}});
  using D = proto::Drain;
  ExpectVerdicts<proto::CoordinatorEnvelope, D>(
      CoordinatorSample("drain"), &proto::CoordinatorEnvelope::mutable_drain,
      {{[](D& m) { m.set_cause(proto::DRAIN_UNSPECIFIED); }, "drain.cause: 0 is not supported"},
       {[](D& m) { m.set_cause(static_cast<proto::DrainCause>(-1)); }, "drain.cause: -1 is not"}});
}

}  // namespace
}  // namespace photomill
