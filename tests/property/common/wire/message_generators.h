// Random valid messages of every kind.
#pragma once

#include <rapidcheck.h>

#include "common/model/message.h"

namespace photomill {

rc::Gen<Recipe> AnyRecipe();
rc::Gen<WorkerMessage> AnyWorkerMessage();
rc::Gen<CoordinatorMessage> AnyCoordinatorMessage();

}  // namespace photomill
