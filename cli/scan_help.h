// The help page of photomill scan.
#pragma once

#include "common/command_line/help.h"

namespace photomill {
const HelpPage& ScanHelp();
}
