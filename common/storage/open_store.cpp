// The one place that knows all kinds of stores: maps a url to its store.
#include "common/os/files.h"

#include <fmt/core.h>
#include "common/storage/local_store.h"
#include "common/storage/object_store.h"

namespace photomill {

Result<std::unique_ptr<ObjectStore>> OpenStore(const std::string& url) {
  if (url.starts_with("s3://")) {
    return Invalid(
        fmt::format("S3 is not supported yet, so {} cannot be opened: name a folder", Quoted(url)));
  }
  if (url.find("://") != std::string::npos) {
    return Invalid(fmt::format("no kind of store for {}: name a folder", Quoted(url)));
  }
  return LocalStore::Open(url);
}

}  // namespace photomill
