#include "tests/unit/common/wire/sample_messages.h"

#include <google/protobuf/text_format.h>

#include <string>

#include "common/base/check.h"
#include "common/wire/codec.h"

namespace photomill {
namespace {

constexpr std::string_view kWorkerTexts[] = {
    R"(hello {
         protocol_version: 2 session: 11 replaces: 10 process: 4711
         worker_name: "mill-1" host: "host.example" slots: 8 program_version: "0.1.0" revision: 2
         held {
           attempt_step: 100 attempt_step: 1 source_step: 7 source_step: -2
           size: 10 size: 20 mtime_step_ns: 1600000000000000005 mtime_step_ns: -3
           etag: "" etag: "e2"
         }
         suspects { source: 5 signal: 11 }
         suspects { source: 6 signal: 9 reason: TIMED_OUT }
       })",
    R"(ready {
         destination_id: "7f3a"
         samples { key: "2004/a.jpg" size: 12345 mtime_ns: 1700000000123456789 }
         problem: "looked for /photos, which is empty"
       })",
    "credit { tasks_total: 96 bytes_total: 268435456 }",
    R"(results {
         recipe_digest: "0123456789abcdef"
         deliveries {
           attempt_step: 100 attempt_step: 1 attempt_step: 1
           source_step: 7 source_step: 1 source_step: 1 size: 10 size: 20 size: 30
           mtime_step_ns: 5 mtime_step_ns: 1 mtime_step_ns: 0
           etag: "e1" etag: "e2" etag: ""
         }
         kind: DONE kind: FAILED kind: SKIPPED
         reason: NO_REASON reason: OUT_OF_MEMORY reason: NOT_AN_IMAGE
         detail: "its gamma is impossible" detail: "cut off after 4711 bytes" detail: "plain text"
         warnings: 34 warnings: 0 warnings: 0
         output_count: 2 output_count: 0 output_count: 0
         outputs {
           derivative: 0 derivative: 1
           keys { shared: 0 shared: 0 length: 5 length: 13 text: "a.jpgthumbs/a.webp" }
           bytes: 2000 bytes: 300 width: 2048 width: 320 height: 1536 height: 320
           content_high: 1 content_high: 2 content_low: 3 content_low: 4 found: false found: true
         }
         times {
           queue_us: 1 queue_us: 2 queue_us: 3 fetch_us: 4 fetch_us: 5 fetch_us: 6
           decode_us: 7 decode_us: 8 decode_us: 9 derive_us: 10 derive_us: 0 derive_us: 0
           encode_us: 11 encode_us: 0 encode_us: 0 publish_us: 12 publish_us: 0 publish_us: 0
         }
         source_high: 5 source_high: 6 source_high: 0
         source_low: 7 source_low: 8 source_low: 0
         format: "jpeg" format: "canon_cr2" format: ""
       })",
    R"(results {
         recipe_digest: "0123456789abcdef"
         deliveries { attempt_step: 100 source_step: 7 size: 10 mtime_step_ns: 5 etag: "e1" }
         kind: BARRED reason: STORAGE_DENIED detail: "/new/a: permission denied"
         times { publish_us: 12 }
       })",
    R"(heartbeat {
         sequence: 17 cpu_milliseconds: 123456 source_wait_milliseconds: 31000
         destination_wait_milliseconds: 5 slots: 4
         load {
           elapsed_us: 60000000
           stage_us: 1 stage_us: 2 stage_us: 3 stage_us: 4 stage_us: 5
           stage_us: 6 stage_us: 7 stage_us: 8 stage_us: 9 stage_us: 10
           stage_now: 1 stage_now: 0 stage_now: 0 stage_now: 0 stage_now: 4
           stage_now: 0 stage_now: 0 stage_now: 0 stage_now: 0 stage_now: 2
           tasks_ended: 77 cpu_threads: 4 fetch_threads: 3 publish_threads: 16 tasks_max: 12
           processors {
             used_us: 5000 ready_us: 60 machine_us: 9000 stolen_us: 7 allowed: 3500
             machine_processors: 8
           }
           source {
             bytes: 1000 all { calls: 10 sum_us: 20 in_progress: 30 }
             few { calls: 1 sum_us: 2 in_progress: 3 }
             latency: 1 latency: 2 latency: 3 latency: 4 latency: 5 latency: 6 latency: 7
             latency: 8 latency: 9 latency: 10 latency: 11 latency: 12 latency: 13 latency: 14
             latency: 15 latency: 16
           }
           destination {
             bytes: 7 all { calls: 4 sum_us: 5 in_progress: 6 }
             few { calls: 2 sum_us: 3 in_progress: 2 }
             latency: 4 latency: 0 latency: 0 latency: 0 latency: 0 latency: 0 latency: 0
             latency: 0 latency: 0 latency: 0 latency: 0 latency: 0 latency: 0 latency: 0
             latency: 0 latency: 0
           }
         }
       })",
    "draining { }",
    "goodbye { cpu_milliseconds: 123457 }",
    "given_back { attempt_step: 101 attempt_step: 2 }",
};

constexpr std::string_view kCoordinatorTexts[] = {
    R"(welcome {
         migration_id: "m-2024"
         recipe {
           derivative {
             name: "photo" fit: CONTAIN width: 2048 height: 1536 enlarge: true
             gravity: NORTH_EAST format: PNG quality: 83 background: "#0a0b0c"
             key: "{dir}/{stem}.png" otherwise: "{dir}/{name}.png"
           }
           derivative {
             name: "thumb" fit: COVER width: 320 height: 320 format: WEBP quality: 81
             key: "thumbs/{dir}/{stem}.{ext}"
           }
           derivative {
             name: "kept" fit: INSIDE width: 4096 height: 3072 format: SAME quality: 84
             key: "kept/{dir}/{name}" progressive: true chroma: "4:2:2" optimised: true method: 5
             lossless: true level: 9 colour: KEEP metadata: COPYRIGHT never_larger: true
           }
           reading { heif_orientation: EXIF pixels: STORED }
         }
         source_url: "/photos/\377" destination_url: "s3://bucket/new"
         samples { key: "2004/a.jpg" size: 1 mtime_ns: -5 } samples { key: "2005/\376b.jpg" }
         heartbeat_interval_ns: 1000000000 lease_duration_ns: 10000000000
         formats: "png" formats: "heic" accept_partial: true
         width_max: 30000 height_max: 20000 pixels_max: 100000000
         frame_pixels_max: 200000000 file_bytes_max: 50000000
         keep_times: true
       })",
    R"(refusal { code: STORES_NOT_SEEN text: "mount /photos on host.example" })",
    R"(tasks {
         recipe_digest: "0123456789abcdef"
         deliveries {
           attempt_step: 100 attempt_step: 1 source_step: 7 source_step: 1 size: 10 size: 20
           mtime_step_ns: 5 mtime_step_ns: 1 etag: "e1" etag: ""
         }
         keys { shared: 0 shared: 5 length: 10 length: 5 text: "2004/a.jpgb.jpg" }
         lacks: 3 crashes: 0 crashes: 2 suspect: true suspect: false
         otherwise: 2 otherwise: 0 own_count: 1 own_count: 2
         own_keys {
           shared: 0 shared: 5 shared: 7 length: 10 length: 5 length: 4
           text: "2004/a.jpgb.jpgwebp"
         }
         own_high: 9 own_high: 0 own_high: 10 own_low: 11 own_low: 0 own_low: 12
       })",
    R"(tasks {
         recipe_digest: "0123456789abcdef"
         deliveries {
           attempt_step: 100 attempt_step: 1 source_step: 7 source_step: 1 size: 10 size: 20
         }
         keys { shared: 0 shared: 5 length: 10 length: 5 text: "2004/a.jpgb.jpg" }
         lacks_each: 3 lacks_each: 0
       })",
    "acks { attempt_step: 100 attempt_step: 1 attempt_step: -50 }",
    "heartbeat_echo { sequence: 17 set_aside: \"unreadable: it fails far more than the others\" "
    "slots: 3 }",
    "unknown { }",
    "drain { cause: ASKED }",
    "take_back { attempt_step: 101 attempt_step: 1 attempt_step: 1 }",
};

// For the recipe in the sample of Welcome; their digests are filled in.
constexpr std::string_view kSandboxTasks[] = {
    R"(deliveries {
         attempt_step: 100 source_step: 7 size: 10 mtime_step_ns: 5 etag: "e1"
       }
       keys { shared: 0 length: 10 text: "2004/a.jpg" }
       lacks: 3 crashes: 2 suspect: true otherwise: 2 own_count: 2
       own_keys { shared: 0 shared: 5 length: 10 length: 5 text: "2004/a.jpgb.jpg" }
       own_high: 9 own_high: 10 own_low: 11 own_low: 12)",
    R"(deliveries { attempt_step: 100 source_step: 7 size: 10 }
       keys { shared: 0 length: 10 text: "2004/a.jpg" }
       lacks_each: 0)",
};

constexpr std::string_view kAdminRequests[] = {
    R"(version: 1 token: "0123456789abcdefghijklmnopqrstuvwxyzABCD" ping {})",
    R"(version: 1 pause {})",
    R"(version: 1 resume {})",
    R"(version: 1 drain { worker: "local-1@nas" })",
    R"(version: 1 set_threads { threads: 8 worker: "local-1" })",
    R"(version: 1 explain { key: "2004/\303\244.jpg" source: 7 })",
};

constexpr std::string_view kAdminResponses[] = {
    R"(code: ADMIN_DONE text: "the run is paused" word: "paused")",
    R"(code: ADMIN_REFUSED text: "no worker of this run is called x")",
};

template <typename Envelope, size_t kCount>
std::vector<Envelope> ParseAll(const std::string_view (&texts)[kCount]) {
  std::vector<Envelope> samples(kCount);
  for (size_t i = 0; i < kCount; ++i) {
    PHOTOMILL_CHECK(
        google::protobuf::TextFormat::ParseFromString(std::string(texts[i]), &samples[i]));
  }
  return samples;
}

template <typename Envelope>
Envelope FirstOf(const std::vector<Envelope>& samples, std::string_view message) {
  for (const Envelope& sample : samples) {
    std::vector<const google::protobuf::FieldDescriptor*> fields;
    sample.GetReflection()->ListFields(sample, &fields);
    if (fields.front()->name() == message) return sample;
  }
  PHOTOMILL_CHECK(false);
}

}  // namespace

std::vector<proto::WorkerEnvelope> WorkerSamples() {
  return ParseAll<proto::WorkerEnvelope>(kWorkerTexts);
}

std::vector<proto::CoordinatorEnvelope> CoordinatorSamples() {
  return ParseAll<proto::CoordinatorEnvelope>(kCoordinatorTexts);
}

std::vector<proto::SandboxTask> SandboxSamples() {
  const proto::CoordinatorEnvelope envelope = CoordinatorSample("welcome");
  const auto decoded = DecodeCoordinatorMessage(envelope.SerializeAsString());
  PHOTOMILL_CHECK(decoded.ok());
  const std::string digest = ToBytes(DigestOf(std::get<Welcome>(*decoded).recipe));
  const proto::Welcome& welcome = envelope.welcome();
  std::vector<proto::SandboxTask> samples;
  for (proto::TaskBatch& task : ParseAll<proto::TaskBatch>(kSandboxTasks)) {
    task.set_recipe_digest(digest);
    proto::SandboxTask& sample = samples.emplace_back();
    *sample.mutable_recipe() = welcome.recipe();
    *sample.mutable_formats() = welcome.formats();
    sample.set_accept_partial(welcome.accept_partial());
    sample.set_width_max(welcome.width_max());
    sample.set_height_max(welcome.height_max());
    sample.set_pixels_max(welcome.pixels_max());
    sample.set_frame_pixels_max(welcome.frame_pixels_max());
    sample.set_file_bytes_max(welcome.file_bytes_max());
    *sample.mutable_task() = std::move(task);
  }
  return samples;
}

std::vector<proto::AdminRequest> AdminRequestSamples() {
  return ParseAll<proto::AdminRequest>(kAdminRequests);
}

std::vector<proto::AdminResponse> AdminResponseSamples() {
  return ParseAll<proto::AdminResponse>(kAdminResponses);
}

proto::WorkerEnvelope WorkerSample(std::string_view message) {
  return FirstOf(WorkerSamples(), message);
}

proto::CoordinatorEnvelope CoordinatorSample(std::string_view message) {
  return FirstOf(CoordinatorSamples(), message);
}

}  // namespace photomill
