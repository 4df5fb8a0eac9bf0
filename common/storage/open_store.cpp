// The one place that knows all kinds of stores: maps a url to its store.
#include "common/os/files.h"
#include "common/storage/local_store.h"
#include "common/storage/object_store.h"

namespace photomill {

Result<std::unique_ptr<ObjectStore>> OpenStore(const std::string& url) {
  if (url.starts_with("s3://")) {
    return Invalid("S3 is not supported yet, so " + Quoted(url) +
                   " cannot be opened: name a folder");
  }
  if (url.find("://") != std::string::npos) {
    return Invalid("no kind of store for " + Quoted(url) + ": name a folder");
  }
  return LocalStore::Open(url);
}

}  // namespace photomill
