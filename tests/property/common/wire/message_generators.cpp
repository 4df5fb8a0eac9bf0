#include "tests/property/common/wire/message_generators.h"

#include <optional>
#include <string>
#include <vector>

#include "common/base/limits.h"

namespace photomill {
namespace {

using rc::Gen;
namespace gen = rc::gen;

// RapidCheck increases ranges from round to round; here every round gets all kinds of messages.
template <typename T, typename Make>
Gen<T> FullSize(Make make) {
  return gen::resize(rc::kNominalSize, gen::exec(make));
}

template <typename T>
T In(T min, T max) {  // inclusive
  return *gen::inRange<T>(min, max) + (*gen::arbitrary<bool>() && max > min ? T{1} : T{0});
}

// Small, medium or as large as possible.
uint64_t Figure(uint64_t max) {
  const uint64_t any = *gen::arbitrary<uint64_t>();
  return *gen::element<uint64_t>(any % 16, any % 100'000, any % max, max);
}

std::string Text(size_t bytes_min, size_t bytes_max) {
  static const std::vector<std::string> kPieces = {"a", "Z", "0",   " ", "-", "\\", "\"",
                                                   "ä", "€", "x.y", "/", "{", "𝄞"};
  std::string text;
  const auto pieces = *gen::inRange<size_t>(bytes_min, 20);
  for (size_t i = 0; i < pieces; ++i) text += *gen::elementOf(kPieces);
  if (*gen::inRange(0, 20) == 0) text.resize(bytes_max, 'x');
  while (text.size() > bytes_max) text.pop_back();
  return text;
}

std::string Component() {
  std::string name;
  const auto bytes = *gen::weightedOneOf<size_t>(
      {{20, gen::inRange<size_t>(1, 9)}, {1, gen::just(limits::kNameBytesMax)}});
  for (size_t i = 0; i < bytes; ++i) {
    const char c = *gen::arbitrary<char>();
    name += c == '\0' || c == '/' ? '_' : c;
  }
  return name == "." || name == ".." ? "dots" : name;
}

// Arbitrary bytes, often with the beginning of the previous key.
std::string Key(std::string_view before) {
  std::string key;
  if (const size_t slash = before.rfind('/');
      slash != std::string_view::npos && *gen::arbitrary<bool>()) {
    key = before.substr(0, slash + 1);
  }
  const auto folders = *gen::inRange(0, 4);
  for (int i = 0; i < folders && key.size() < 3000; ++i) key += Component() + "/";
  return key + Component();
}

ObjectVersion Version(bool etags) {
  ObjectVersion version;
  version.size = Figure(INT64_MAX);
  if (etags) {
    const auto bytes = *gen::inRange<size_t>(0, 40);
    for (size_t i = 0; i < bytes; ++i) version.etag += *gen::inRange<char>('!', '~');
  } else {
    version.mtime_ns = *gen::arbitrary<int64_t>();
  }
  return version;
}

SourceId Source() {
  return SourceId{static_cast<int64_t>(1 + Figure(INT64_MAX - 1))};
}

AttemptId Attempt() {
  return AttemptId{*gen::arbitrary<uint64_t>()};
}

Digest AnyDigest() {
  return {*gen::arbitrary<uint64_t>(), *gen::arbitrary<uint64_t>()};
}

size_t Rows() {
  return *gen::weightedOneOf<size_t>(
      {{10, gen::inRange<size_t>(0, 12)}, {1, gen::just<size_t>(200)}});
}

std::vector<StoreSample> Samples() {
  std::vector<StoreSample> samples(*gen::inRange<size_t>(0, limits::kStoreSamplesMax + 1));
  for (StoreSample& sample : samples) sample = {Key(""), Figure(INT64_MAX)};
  return samples;
}

Hello AnyHello() {
  Hello hello;
  hello.session.value = 1 + Figure(UINT64_MAX - 1);
  hello.replaces.value = Figure(UINT64_MAX - 1);
  hello.worker_name = Text(1, limits::kWorkerNameBytesMax);
  hello.host = Text(0, limits::kNameBytesMax);
  hello.process = static_cast<uint32_t>(Figure(INT32_MAX));
  hello.slots = In<uint32_t>(1, limits::kSlotsMax - 1);
  hello.program_version = Text(0, limits::kWorkerNameBytesMax);
  hello.revision = static_cast<uint32_t>(Figure(UINT32_MAX));
  const bool etags = *gen::arbitrary<bool>();
  hello.held.resize(Rows());
  for (HeldTask& held : hello.held) held = {Attempt(), Source(), Version(etags)};
  hello.suspects.resize(*gen::inRange<size_t>(0, 5));
  for (Suspect& suspect : hello.suspects) {
    suspect = {Source(), *gen::inRange<uint32_t>(0, 65),
               *gen::element(Reason::kCrashed, Reason::kTimedOut, Reason::kOutOfMemory)};
  }
  return hello;
}

std::vector<Output> Outputs(const std::vector<Output>& before) {
  std::vector<Output> outputs;
  for (uint32_t derivative = 0; derivative < limits::kDerivativesMax; ++derivative) {
    if (*gen::inRange(0, 8) != 0) continue;
    const std::string_view key_before = before.empty() ? std::string_view() : before.front().key;
    outputs.push_back({derivative, Key(key_before), Figure(INT64_MAX),
                       In<uint32_t>(1, limits::kSideMax), In<uint32_t>(1, limits::kSideMax),
                       AnyDigest(), *gen::inRange(0, 4) == 0});
  }
  return outputs;
}

Outcome AnyOutcome(const std::vector<Output>& outputs_before) {
  Outcome outcome;
  outcome.kind =
      *gen::element(Outcome::Kind::kDone, Outcome::Kind::kSkipped, Outcome::Kind::kFailed,
                    Outcome::Kind::kBarred, Outcome::Kind::kDied);
  if (outcome.kind == Outcome::Kind::kDone) outcome.outputs = Outputs(outputs_before);
  if (outcome.kind == Outcome::Kind::kSkipped) outcome.reason = Reason::kNotAnImage;
  if (outcome.kind == Outcome::Kind::kFailed) {
    outcome.reason = static_cast<Reason>(*gen::inRange(0, kReasonCount - 1));
  }
  if (outcome.kind == Outcome::Kind::kBarred) {
    outcome.reason =
        *gen::element(Reason::kStorageDenied, Reason::kStorageFull, Reason::kStorageUnavailable);
  }
  if (outcome.kind == Outcome::Kind::kDied) {
    outcome.reason = *gen::element(Reason::kCrashed, Reason::kTimedOut, Reason::kOutOfMemory);
  }
  if (*gen::arbitrary<bool>()) outcome.detail = Text(0, limits::kDetailBytesMax);
  if (outcome.kind == Outcome::Kind::kDone && !outcome.detail.empty()) {
    outcome.warnings = static_cast<Warning>(*gen::inRange<size_t>(0, kWarningCount));
    outcome.warnings.Add(static_cast<Warning>(*gen::inRange<size_t>(0, kWarningCount)));
  }
  for (uint64_t& time_us : outcome.times.microseconds) {
    if (*gen::arbitrary<bool>()) time_us = Figure(86'400'000'000);
  }
  if (*gen::arbitrary<bool>()) outcome.content = AnyDigest();
  if (*gen::arbitrary<bool>()) {
    outcome.format = static_cast<FileFormat>(*gen::inRange<size_t>(0, kFileFormatCount));
  }
  return outcome;
}

ResultBatch AnyResults() {
  ResultBatch batch;
  batch.recipe = AnyDigest();
  const bool etags = *gen::arbitrary<bool>();
  batch.results.resize(Rows());
  std::vector<Output> before;
  for (TaskResult& result : batch.results) {
    result = {Attempt(), Source(), Version(etags), AnyOutcome(before)};
    before = result.outcome.outputs;
  }
  return batch;
}

// Files of ours, often in the previous file's folder.
std::vector<OwnFile> OwnFiles(std::string_view key_before) {
  std::vector<OwnFile> files(*gen::inRange<size_t>(0, 4));
  for (OwnFile& file : files) {
    file = {Key(key_before), *gen::arbitrary<bool>() ? AnyDigest() : Digest{}};
    key_before = file.key;
  }
  return files;
}

TaskBatch AnyTasks() {
  TaskBatch batch;
  batch.recipe = AnyDigest();
  const bool etags = *gen::arbitrary<bool>();
  const bool same_lacks = *gen::arbitrary<bool>();
  const bool crashes = *gen::arbitrary<bool>();
  const bool suspects = *gen::arbitrary<bool>();
  const bool otherwise = *gen::arbitrary<bool>();
  const bool own = *gen::arbitrary<bool>();
  batch.assignments.resize(Rows());
  uint64_t attempt = *gen::arbitrary<uint64_t>();
  std::string_view key_before;
  for (Assignment& assignment : batch.assignments) {
    assignment.attempt = *gen::inRange(0, 5) == 0 ? Attempt() : AttemptId{attempt++};
    Task& task = assignment.task;
    task.source = Source();
    task.key = Key(key_before);
    key_before = task.key;
    task.version = Version(etags);
    task.lacks.bits = same_lacks ? 3 : *gen::inRange<uint32_t>(0, UINT32_MAX);
    if (!same_lacks && *gen::inRange(0, 8) == 0) task.lacks = {};  // only to be identified
    if (crashes) task.crashes = *gen::inRange<uint32_t>(0, 5);
    if (suspects) task.suspect = *gen::arbitrary<bool>();
    if (otherwise) task.otherwise.bits = *gen::arbitrary<uint32_t>();
    if (own) task.own = OwnFiles(task.key);
  }
  return batch;
}

template <typename Value>
std::optional<Value> Maybe(Value min, Value max) {
  if (*gen::arbitrary<bool>()) return std::nullopt;
  return static_cast<Value>(*gen::inRange<int>(static_cast<int>(min), static_cast<int>(max) + 1));
}

Encoding AnyEncoding(OutputFormat format) {
  const auto knows = [&](OutputFormat one) {
    return format == one || format == OutputFormat::kSame;
  };
  Encoding encoding;
  if (knows(OutputFormat::kJpeg)) {
    encoding.progressive = Maybe(false, true);
    encoding.chroma = Maybe(ChromaSampling::k420, ChromaSampling::k444);
    encoding.optimised = Maybe(encoding.progressive.value_or(false), true);
  }
  if (knows(OutputFormat::kWebp)) {
    encoding.method = Maybe<uint32_t>(0, 6);
    encoding.lossless = Maybe(false, true);
  }
  if (knows(OutputFormat::kPng)) encoding.level = Maybe<uint32_t>(0, 9);
  return encoding;
}

Derivative AnyDerivative(size_t index) {
  Derivative derivative;
  derivative.name = "d" + std::to_string(index);
  derivative.fit = *gen::element(Fit::kInside, Fit::kCover, Fit::kContain, Fit::kFill);
  derivative.format = *gen::element(OutputFormat::kJpeg, OutputFormat::kWebp, OutputFormat::kPng,
                                    OutputFormat::kSame);
  derivative.width = In<uint32_t>(1, limits::kWebpSideMax - 1);
  derivative.height = In<uint32_t>(1, limits::kWebpSideMax - 1);
  if (derivative.fit == Fit::kInside && *gen::arbitrary<bool>()) derivative.height = 0;
  if (derivative.height == 0 && *gen::arbitrary<bool>()) derivative.width = 0;
  derivative.enlarge = !IsFullSize(derivative) && *gen::arbitrary<bool>();
  derivative.gravity = static_cast<Gravity>(*gen::inRange(0, 9));
  derivative.quality = In<uint32_t>(derivative.format == OutputFormat::kSame ? 0 : 1, 99);
  derivative.background = {*gen::arbitrary<uint8_t>(), *gen::arbitrary<uint8_t>(),
                           *gen::arbitrary<uint8_t>()};
  derivative.key = std::to_string(index) + *gen::element<std::string>("/{dir}", "ü\"'\\", "{{x}}") +
                   *gen::element<std::string>("/{stem}.{ext}", "/{name}");
  if (*gen::arbitrary<bool>()) {
    derivative.otherwise = std::to_string(index) + "/otherwise/{dir}/{name}";
  }
  derivative.encoding = AnyEncoding(derivative.format);
  derivative.colour = *gen::element(ColourRule::kSrgb, ColourRule::kKeep);
  derivative.metadata =
      *gen::element(MetadataRule::kStrip, MetadataRule::kKeep, MetadataRule::kCopyright);
  derivative.never_larger = *gen::arbitrary<bool>();
  return derivative;
}

FormatSet AnyFormats() {
  FormatSet formats = {PictureFormat::kPng};
  for (const std::string_view word : FormatWords(kDecodedFormats)) {
    if (*gen::arbitrary<bool>()) formats.Add(*ParsePictureFormat(word));
  }
  return formats;
}

Welcome AnyWelcome() {
  Welcome welcome;
  welcome.migration_id = Text(1, limits::kMigrationIdBytesMax);
  welcome.recipe = *AnyRecipe();
  welcome.source_rules.formats = AnyFormats();
  welcome.source_rules.accept_partial = *gen::arbitrary<bool>();
  for (const SizeLimitFlag& flag : kSizeLimitFlags) {
    uint64_t& limit = welcome.source_rules.size.*flag.limit;
    limit = std::min(limit, 1 + Figure(limit - 1));
  }
  welcome.source_url = "/" + Key("");
  welcome.destination_url = "s3://" + Key("");
  welcome.samples = Samples();
  const auto interval_ns = static_cast<int64_t>(1 + Figure(3'000'000'000'000));
  welcome.heartbeat_interval = Duration(interval_ns);
  welcome.lease_duration =
      Duration(interval_ns + 1 + static_cast<int64_t>(Figure(500'000'000'000)));
  return welcome;
}

std::vector<AttemptId> Attempts() {
  std::vector<AttemptId> attempts(Rows());
  for (AttemptId& attempt : attempts) attempt = Attempt();
  return attempts;
}

CallFigures Calls() {
  return {Figure(uint64_t{1} << 48), Figure(uint64_t{1} << 48), Figure(uint64_t{1} << 48)};
}

StoreLoad LoadOfStore() {
  StoreLoad load{Figure(uint64_t{1} << 48), Calls(), Calls(), {}};
  if (load.all.calls == 0) return load;
  for (uint64_t& calls : load.latency) calls = Figure(uint64_t{1} << 48);
  return load;
}

WorkerLoad Load() {
  WorkerLoad load;
  load.elapsed = 1 + Figure((uint64_t{1} << 48) - 1);
  for (uint64_t& time : load.stage_time) time = Figure(uint64_t{1} << 48);
  for (uint32_t& tasks : load.stage_now) tasks = static_cast<uint32_t>(Figure(1U << 20));
  load.tasks_ended = Figure(uint64_t{1} << 48);
  for (uint32_t* count :
       {&load.cpu_threads, &load.fetch_threads, &load.publish_threads, &load.tasks_max}) {
    *count = static_cast<uint32_t>(Figure(1U << 20));
  }
  load.processors = {Figure(uint64_t{1} << 48),
                     Figure(uint64_t{1} << 48),
                     Figure(uint64_t{1} << 48),
                     Figure(uint64_t{1} << 48),
                     static_cast<uint32_t>(Figure(1U << 30)),
                     static_cast<uint32_t>(Figure(1U << 20))};
  load.source = LoadOfStore();
  load.destination = LoadOfStore();
  return load;
}

}  // namespace

Gen<Recipe> AnyRecipe() {
  return FullSize<Recipe>([] {
    Recipe recipe;
    const auto derivatives = *gen::inRange<size_t>(1, 6);
    for (size_t i = 0; i < derivatives; ++i) recipe.derivatives.push_back(AnyDerivative(i));
    recipe.reading.heif_exif_orientation = *gen::arbitrary<bool>();
    recipe.reading.square_pixels = *gen::arbitrary<bool>();
    return recipe;
  });
}

Gen<WorkerMessage> AnyWorkerMessage() {
  return FullSize<WorkerMessage>([]() -> WorkerMessage {
    switch (*gen::weightedElement<int>(
        {{4, 0}, {2, 1}, {1, 2}, {6, 3}, {1, 4}, {1, 5}, {1, 6}, {1, 7}})) {
      case 0:
        return AnyHello();
      case 1:
        return Ready{Text(0, limits::kWorkerNameBytesMax), Samples(),
                     Text(0, limits::kDetailBytesMax)};
      case 2:
        return Credit{Figure(INT64_MAX), Figure(INT64_MAX)};
      case 3:
        return AnyResults();
      case 4:
        return Heartbeat{Figure(UINT64_MAX - 1),
                         Figure(uint64_t{1} << 48),
                         {Figure(uint64_t{1} << 48), Figure(uint64_t{1} << 48)},
                         *gen::arbitrary<bool>() ? Load() : WorkerLoad{},
                         In<uint32_t>(0, limits::kSlotsMax)};
      case 5:
        return Draining{};
      case 6:
        return GivenBack{Attempts()};
      default:
        return Goodbye{Figure(uint64_t{1} << 48)};
    }
  });
}

Gen<CoordinatorMessage> AnyCoordinatorMessage() {
  return FullSize<CoordinatorMessage>([]() -> CoordinatorMessage {
    switch (*gen::weightedElement<int>(
        {{3, 0}, {1, 1}, {6, 2}, {2, 3}, {1, 4}, {1, 5}, {1, 6}, {1, 7}})) {
      case 0:
        return AnyWelcome();
      case 1:
        return Refusal{static_cast<RefusalCode>(*gen::inRange(0, 4)),
                       Text(0, limits::kDetailBytesMax)};
      case 2:
        return AnyTasks();
      case 3:
        return Acks{Attempts()};
      case 4:
        return HeartbeatEcho{Figure(UINT64_MAX - 1), Text(0, limits::kDetailBytesMax),
                             In<uint32_t>(0, limits::kWorkerThreadsMax)};
      case 5:
        return Unknown{};
      case 6:
        return TakeBack{Attempts()};
      default:
        return Drain{*gen::element(DrainCause::kFinished, DrainCause::kAsked)};
    }
  });
}

}  // namespace photomill
