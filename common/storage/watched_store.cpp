#include "common/storage/watched_store.h"

#include <optional>
#include <utility>

namespace photomill {
namespace {

// Wraps a callback so that its run time does not count as waiting for the store. An empty callback
// stays empty, because stores treat it differently.
template <typename Return, typename... Arguments>
std::function<Return(Arguments...)> Paused(const std::function<Return(Arguments...)>& callback,
                                           StoreWatch& watch) {
  if (!callback) return {};
  return [&callback, &watch](Arguments... arguments) -> Return {
    const CallPause pause(watch);
    return callback(std::forward<Arguments>(arguments)...);
  };
}

// A call that a meter measures, if there is one.
class Measured {
 public:
  explicit Measured(StoreMeter* meter) {
    if (meter != nullptr) call_.emplace(*meter);
  }
  void Transferred(uint64_t bytes) {
    if (call_) call_->Transferred(bytes);
  }

 private:
  std::optional<StoreMeter::Call> call_;
};

class WatchedStore final : public ObjectStore {
 public:
  WatchedStore(std::unique_ptr<ObjectStore> store, StoreWatch& watch, StoreMeter* meter)
      : store_(std::move(store)), watch_(watch), meter_(meter) {
    store_->TellAnswers([&watch] { watch.Answered(); });
  }

  Status List(const ListOptions& options, const ListVisitor& visitor) override {
    const StoreWatch::Call call(watch_);
    return store_->List(options,
                        {Paused(visitor.on_object, watch_), Paused(visitor.on_error, watch_),
                         Paused(visitor.on_outputs, watch_), Paused(visitor.on_folder, watch_),
                         Paused(visitor.on_special, watch_)});
  }

  Result<ObjectVersion> Stat(std::string_view key) override {
    const StoreWatch::Call call(watch_);
    return store_->Stat(key);
  }

  Result<ObjectVersion> StatOutput(std::string_view key) override {
    const StoreWatch::Call call(watch_);
    return store_->StatOutput(key);
  }

  Result<ReadObject> ReadIf(std::string_view key, uint64_t bytes_max,
                            const WantsWhole& wants_whole) override {
    const StoreWatch::Call call(watch_);
    Measured measured(meter_);
    Result<ReadObject> read = store_->ReadIf(key, bytes_max, wants_whole);
    if (read) measured.Transferred(read->bytes.size());
    return read;
  }

  Result<ObjectVersion> Stream(
      std::string_view key, const std::function<void(std::string_view bytes)>& on_bytes) override {
    const StoreWatch::Call call(watch_);
    Measured measured(meter_);
    Result<ObjectVersion> read = store_->Stream(key, Paused(on_bytes, watch_));
    if (read) measured.Transferred(read->size);
    return read;
  }

  Result<std::string> ReadRange(std::string_view key, uint64_t offset,
                                uint64_t bytes_max) override {
    const StoreWatch::Call call(watch_);
    return store_->ReadRange(key, offset, bytes_max);
  }

  Result<StagedObject> StageWithTime(std::string_view key, std::string_view bytes,
                                     std::string_view tag,
                                     std::optional<int64_t> mtime_ns) override {
    const StoreWatch::Call call(watch_);
    Measured measured(meter_);
    Result<StagedObject> staged = store_->StageWithTime(key, bytes, tag, mtime_ns);
    if (staged) measured.Transferred(bytes.size());
    return staged;
  }

  std::vector<Published> Publish(const std::vector<Publication>& publications) override {
    const StoreWatch::Call call(watch_);
    const Measured measured(meter_);
    return store_->Publish(publications);
  }

  std::vector<Status> Remove(const std::vector<Removal>& removals) override {
    const StoreWatch::Call call(watch_);
    return store_->Remove(removals);
  }

  Status WriteNote(std::string_view name, const std::vector<StagedObject>& staged) override {
    const StoreWatch::Call call(watch_);
    const Measured measured(meter_);
    return store_->WriteNote(name, staged);
  }

  Result<Notes> ReadNotes(const NoteQuery& query) override {
    const StoreWatch::Call call(watch_);
    return store_->ReadNotes(query);
  }

  Status RemoveNotes(const std::vector<std::string>& names) override {
    const StoreWatch::Call call(watch_);
    return store_->RemoveNotes(names);
  }

  Result<NameRules> ProbeNames(std::string_view folder) override {
    const StoreWatch::Call call(watch_);
    return store_->ProbeNames(folder);
  }

  Status Probe(std::string_view tag) override {
    const StoreWatch::Call call(watch_);
    return store_->Probe(tag);
  }

  Result<size_t> Sweep(std::string_view tag_prefix, std::chrono::seconds idle) override {
    const StoreWatch::Call call(watch_);
    return store_->Sweep(tag_prefix, idle);
  }

  void TellAnswers(std::function<void()> on_answer) override {
    store_->TellAnswers([this, on_answer = std::move(on_answer)] {
      watch_.Answered();
      on_answer();
    });
  }

 private:
  const std::unique_ptr<ObjectStore> store_;
  StoreWatch& watch_;
  StoreMeter* const meter_;  // or null
};

}  // namespace

Result<std::unique_ptr<ObjectStore>> OpenWatchedStore(const std::string& url, StoreWatch& watch,
                                                      StoreMeter* meter) {
  const StoreWatch::Call call(watch);
  Result<std::unique_ptr<ObjectStore>> store = OpenStore(url);
  if (!store) return store;
  return std::unique_ptr<ObjectStore>(
      std::make_unique<WatchedStore>(*std::move(store), watch, meter));
}

}  // namespace photomill
