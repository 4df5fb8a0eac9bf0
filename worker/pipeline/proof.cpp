#include "worker/pipeline/proof.h"

#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/storage/migration_mark.h"
#include "common/storage/watched_store.h"

namespace photomill {
namespace {

void AddProblem(Ready& ready, std::string_view what) {
  if (!ready.problem.empty()) ready.problem += "; ";
  ready.problem += what;
  if (ready.problem.size() > limits::kDetailBytesMax) {
    ready.problem.resize(limits::kDetailBytesMax);
  }
}

std::string Shorten(const Failure& failure) {
  return Escaped(failure.detail);
}

}  // namespace

std::string DestinationTokenKey(std::string_view migration_id) {
  return MarkKey(migration_id);
}

OpenedStores ProveStores(const Welcome& welcome, const StoreRoots& roots, StoreWatches& watches,
                         StoreMeters* meters) {
  OpenedStores stores;
  const std::string& source_url = roots.source.empty() ? welcome.source_url : roots.source;
  const std::string& destination_url =
      roots.destination.empty() ? welcome.destination_url : roots.destination;

  Result<std::unique_ptr<ObjectStore>> source =
      OpenWatchedStore(source_url, watches.source, meters != nullptr ? &meters->source : nullptr);
  if (source) {
    stores.source = *std::move(source);
    for (const StoreSample& sample : welcome.samples) {
      Result<ObjectVersion> version = stores.source->Stat(sample.key);
      if (version) {
        stores.ready.samples.push_back({sample.key, version->size});
        stores.times.Learn(sample.mtime_ns, version->mtime_ns);
      } else {
        AddProblem(stores.ready, Shorten(version.failure()));
      }
    }
  } else {
    AddProblem(stores.ready, Shorten(source.failure()));
  }

  Result<std::unique_ptr<ObjectStore>> destination = OpenWatchedStore(
      destination_url, watches.destination, meters != nullptr ? &meters->destination : nullptr);
  if (!destination) {
    AddProblem(stores.ready, Shorten(destination.failure()));
    return stores;
  }
  stores.destination = *std::move(destination);
  Result<ReadObject> token =
      stores.destination->Read(DestinationTokenKey(welcome.migration_id), kMarkBytesMax);
  if (token) {
    stores.ready.destination_id = TokenIn(token->bytes);
  } else {
    AddProblem(stores.ready, Shorten(token.failure()));
  }
  return stores;
}

}  // namespace photomill
