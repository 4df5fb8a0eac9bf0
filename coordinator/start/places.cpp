#include "coordinator/start/places.h"

#include <fmt/core.h>
#include <sys/stat.h>

#include <cerrno>
#include <utility>

#include "common/base/text.h"
#include "common/os/files.h"
#include "common/storage/destination.h"

namespace photomill {
namespace {

Status CheckSource(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) {
    return Invalid(
        fmt::format("the source {} cannot be opened: {}; name the folder with the photos",
                    Quoted(path), FailureFromErrno(errno, "").detail.substr(2)));
  }
  if (!S_ISDIR(status.st_mode)) {
    return Invalid(
        fmt::format("the source {} is a file: name the folder with the photos", Quoted(path)));
  }
  return {};
}

// Both paths are canonical. The destination can be inside the source (the scan leaves it out), but
// not the other way round. CheckBesideOriginals handles the case that they are the same folder.
Status CheckApart(const std::string& source, const std::string& destination) {
  if (source == destination || !IsInside(source, destination)) return {};
  return Invalid(
      fmt::format("the source {} is inside the destination {}: outputs could replace originals. "
                  "Name a destination outside of it",
                  Quoted(source), Quoted(destination)));
}

Result<std::string> CanonicalOf(const std::string& url, StoreWatch& watch) {
  const StoreWatch::Call call(watch);
  if (url.empty()) return Invalid("the source or the destination is missing");
  if (IsS3(url)) return url;
  return CanonicalPath(url);
}

}  // namespace

bool IsS3(const std::string& url) {
  return url.starts_with("s3://");
}

Result<Places> FindPlaces(const CoordinatorOptions& options, StoreWatches& watches) {
  Result<std::string> source = CanonicalOf(options.source, watches.source);
  if (!source) return source.failure();
  Result<std::string> destination = CanonicalOf(options.destination, watches.destination);
  if (!destination) return destination.failure();
  if (IsS3(*destination) && options.state_folder.empty()) {
    return Invalid(
        "a destination on S3 cannot hold the ledger: name a local directory for it "
        "with --state=DIR");
  }
  if (!IsS3(*source)) {
    const StoreWatch::Call call(watches.source);
    if (Status sound = CheckSource(*source); !sound) return sound.failure();
    if (Status apart = CheckApart(*source, *destination); !apart) return apart.failure();
  }
  Result<std::string> state = options.state_folder.empty()
                                  ? *destination + "/" + std::string(kStateFolder)
                                  : CanonicalPath(options.state_folder);
  if (!state) return state.failure();
  return Places{*std::move(source), *std::move(destination), *std::move(state)};
}

}  // namespace photomill
