// The requirements for every ObjectStore, as tests that run against each implementation. To add a
// store, add a StoreKind in store_contract_test.cpp.
#pragma once

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/instant.h"
#include "common/storage/object_store.h"

namespace photomill {

// The most that the tests read of an object.
inline constexpr uint64_t kBytesMax = 1 << 20;

// An empty store that exists as long as this object.
class StoreUnderTest {
 public:
  virtual ~StoreUnderTest() = default;
  virtual ObjectStore& store() = 0;
};

struct StoreKind {
  std::string name;
  std::function<std::unique_ptr<StoreUnderTest>()> make;
  bool has_folders = false;         // a file and a folder cannot have the same name
  bool keys_are_any_bytes = false;  // otherwise they are UTF-8
  bool one_wins = false;            // among several that publish a key at the same moment
};

inline std::ostream& operator<<(std::ostream& stream, const StoreKind& kind) {
  return stream << kind.name;
}

// The local store, with each way of publishing without replacing.
std::vector<StoreKind> LocalStoreKinds();

// --- Verbs of the tests
// ---------------------------------------------------------------------------

struct Listing {
  Status status;
  std::vector<StoredObject> objects;
  std::vector<std::pair<std::string, Failure>> errors;

  [[nodiscard]] std::vector<std::string> Keys() const {
    std::vector<std::string> keys;
    for (const StoredObject& object : objects) keys.push_back(object.key);
    return keys;
  }
};

// Without photomill's own folder.
inline Listing ListAll(ObjectStore& store, ListOptions options = {}) {
  options.leave_out.emplace_back(kStateFolder);
  Listing listing;
  ListVisitor visitor;
  visitor.on_object = [&](StoredObject object) {
    listing.objects.push_back(std::move(object));
    return true;
  };
  visitor.on_error = [&](std::string key, Failure failure) {
    listing.errors.emplace_back(std::move(key), std::move(failure));
  };
  listing.status = store.List(options, visitor);
  return listing;
}

// Stages and commits one object under a tag that is never reused.
Status Put(ObjectStore& store, std::string_view key, std::string_view bytes);

// The same, replacing any existing file.
Status PutOver(ObjectStore& store, std::string_view key, std::string_view bytes);

}  // namespace photomill
