// Properties of publishing, whatever file exists and whichever files are our own.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "common/model/ownership.h"

namespace photomill {
namespace {

Digest AnyDigest() {
  return {0, *rc::gen::inRange<uint64_t>(0, 4)};  // 0: unknown
}

OwnFile AnyFile() {
  return {*rc::gen::element<std::string>("a.jpg", "A.jpg", "b.jpg"), AnyDigest()};
}

Standing AnyStanding() {
  Standing standing;
  standing.kind = *rc::gen::element(Standing::Kind::kNothing, Standing::Kind::kFile,
                                    Standing::Kind::kFolder, Standing::Kind::kOther);
  if (*rc::gen::arbitrary<bool>()) {
    standing.content = Digest{0, *rc::gen::inRange<uint64_t>(1, 4)};
  }
  return standing;
}

std::vector<OwnFile> AnyFiles() {
  std::vector<OwnFile> files;
  for (int i = *rc::gen::inRange(0, 4); i > 0; --i) files.push_back(AnyFile());
  return files;
}

RC_GTEST_PROP(OwnershipProperties, NothingIsLostThatIsNotOurs, ()) {
  const Standing standing = AnyStanding();
  OwnFile made = AnyFile();
  made.content = {0, *rc::gen::inRange<uint64_t>(1, 4)};
  const std::vector<OwnFile> own = AnyFiles();
  const PublishVerdict verdict = DecidePublish(standing, made, own);
  RC_ASSERT((verdict == PublishVerdict::kPublish) == (standing.kind == Standing::Kind::kNothing));
  if (verdict == PublishVerdict::kKeep || verdict == PublishVerdict::kFound) {
    RC_ASSERT(standing.content == made.content);
  }
  if (verdict != PublishVerdict::kReplace) return;
  RC_ASSERT(standing.kind == Standing::Kind::kFile);
  RC_ASSERT(std::any_of(own.begin(), own.end(), [&](const OwnFile& file) {
    return standing.content == file.content || (file.content == Digest{} && file.key == made.key);
  }));
}

RC_GTEST_PROP(OwnershipProperties, ToOwnMoreNeverKeepsAnOutputAway, ()) {
  const Standing standing = AnyStanding();
  OwnFile made = AnyFile();
  made.content = {0, *rc::gen::inRange<uint64_t>(1, 4)};
  std::vector<OwnFile> own = AnyFiles();
  const PublishVerdict before = DecidePublish(standing, made, own);
  own.push_back(AnyFile());
  const PublishVerdict after = DecidePublish(standing, made, own);
  RC_ASSERT(after == before ||
            (before == PublishVerdict::kTaken && after == PublishVerdict::kReplace) ||
            (before == PublishVerdict::kFound && after == PublishVerdict::kKeep));
}

// If the content need not be read, it decides nothing.
RC_GTEST_PROP(OwnershipProperties, WhatIsNotReadDecidesNothing, ()) {
  OwnFile made = AnyFile();
  made.content = {0, *rc::gen::inRange<uint64_t>(1, 4)};
  const std::vector<OwnFile> own = AnyFiles();
  RC_PRE(!OwnsByContent(made.key, own));
  const Standing unread{Standing::Kind::kFile, std::nullopt};
  const Standing other{Standing::Kind::kFile, Digest{0, 9}};
  RC_ASSERT(DecidePublish(unread, made, own) == DecidePublish(other, made, own));
}

}  // namespace
}  // namespace photomill
