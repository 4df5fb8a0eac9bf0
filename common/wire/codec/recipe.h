// Recipe <-> protobuf, shared by Welcome and by recipe_codec. Internal to common/wire.
#pragma once

#include "common/base/result.h"
#include "common/model/recipe.h"
#include "common/wire/codec/fields/proto_fwd.h"

namespace photomill::wire {

// Fields that have the value that absence means are left out, but for those that people expect to
// read (fit, size, format, quality).
void ToProto(const Recipe& recipe, proto::Recipe& out);

// The result is valid. A failure names the derivative.
Status FromProto(const proto::Recipe& in, Recipe& out);

}  // namespace photomill::wire
