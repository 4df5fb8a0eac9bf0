// The pages for users, from the checkout that this test was built from.
#pragma once

#include <string>
#include <vector>

#include "tests/integration/readme/markdown.h"

namespace photomill::test {

// A file or folder of the project.
std::string InProject(const std::string& path);
std::string ReadProjectFile(const std::string& path);

// README.md, deploy/README.md and every page of docs/, in this order.
const std::vector<Page>& UserPages();
const Page& UserPage(const std::string& name);

// "docs/cluster.md:17"
std::string Place(const Page& page, int line);

}  // namespace photomill::test
