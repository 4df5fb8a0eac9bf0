// What a derivative that keeps its source's format becomes for one source.
#pragma once

#include "common/base/result.h"
#include "common/model/recipe.h"
#include "common/sniff/header.h"

namespace photomill {

// The derivative with the source's format in place of kSame, and that format's default where no
// quality is told; any other derivative as it is. kNotEncodable where photomill does not write the
// source's format.
Result<Derivative> InSourceFormat(const Derivative& derivative, PictureFormat source);

// Whether a file of `format` has the source's format.
bool IsSourceFormat(OutputFormat format, PictureFormat source);

}  // namespace photomill
