#include "common/model/ownership.h"

#include <algorithm>

#include "common/model/name_folding.h"

namespace photomill {
namespace {

constexpr Digest kUnknown{};

bool IsSameName(std::string_view a, std::string_view b) {
  return a == b || FoldedKey(a) == FoldedKey(b);
}

bool IsOwn(const OwnFile& own, std::string_view key, const std::optional<Digest>& content) {
  if (own.content == kUnknown) return own.key == key;
  return content.has_value() && own.content == *content && IsSameName(own.key, key);
}

}  // namespace

PublishVerdict DecidePublish(const Standing& standing, const OwnFile& made,
                             const std::vector<OwnFile>& own) {
  switch (standing.kind) {
    case Standing::Kind::kNothing:
      return PublishVerdict::kPublish;
    case Standing::Kind::kFolder:
    case Standing::Kind::kOther:
      return PublishVerdict::kTaken;
    case Standing::Kind::kFile:
      break;
  }
  const bool is_own = std::any_of(own.begin(), own.end(), [&](const OwnFile& file) {
    return IsOwn(file, made.key, standing.content);
  });
  if (standing.content == made.content) {
    return is_own ? PublishVerdict::kKeep : PublishVerdict::kFound;
  }
  return is_own ? PublishVerdict::kReplace : PublishVerdict::kTaken;
}

bool OwnsByContent(std::string_view key, const std::vector<OwnFile>& own) {
  return std::any_of(own.begin(), own.end(), [&](const OwnFile& file) {
    return file.content != kUnknown && IsSameName(file.key, key);
  });
}

bool OwnsExactly(const OwnFile& made, const std::vector<OwnFile>& own) {
  return std::find(own.begin(), own.end(), made) != own.end();
}

}  // namespace photomill
