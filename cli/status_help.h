// The help page of photomill status.
#pragma once

#include "common/command_line/help.h"

namespace photomill {
const HelpPage& StatusHelp();
}
