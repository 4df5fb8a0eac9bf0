// The destination store of a simulated migration: everything that was ever published, by key, and
// what is there now. A rename is atomic, so the last publication is the visible one.
#pragma once

#include <map>
#include <set>
#include <string>

#include "common/model/outcome.h"

namespace photomill::sim {

class Destination {
 public:
  void Publish(const Output& output) {
    published_[output.key].insert(output.content);
    stands_[output.key] = output.content;
  }
  [[nodiscard]] bool WasPublished(const Output& output) const {
    const auto found = published_.find(output.key);
    return found != published_.end() && found->second.contains(output.content);
  }
  [[nodiscard]] bool Stands(const Output& output) const {
    const auto found = stands_.find(output.key);
    return found != stands_.end() && found->second == output.content;
  }

 private:
  std::map<std::string, std::set<Digest>> published_;
  std::map<std::string, Digest> stands_;
};

}  // namespace photomill::sim
