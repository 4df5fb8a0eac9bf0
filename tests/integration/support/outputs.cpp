#include "tests/integration/support/outputs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "common/base/digest.h"
#include "common/base/text.h"
#include "common/sniff/header.h"
#include "tests/integration/support/ledger_view.h"
#include "tests/integration/support/test_folder.h"
#include "tests/support/pictures.h"
#include "worker/image/codec.h"

namespace photomill::test {

Picture OpenPicture(std::string_view bytes) {
  static const Status started = InitialiseImaging();
  EXPECT_TRUE(started.ok());
  const Result<PictureHeader> header = ReadPictureHeader(bytes, PictureLimits{});
  EXPECT_TRUE(header.ok()) << header.failure().detail;
  if (!header) return {};
  Result<DecodedPicture> decoded = DecodePicture(bytes, *header, 1);
  EXPECT_TRUE(decoded.ok()) << decoded.failure().detail;
  return decoded ? AsShown(*std::move(decoded)) : Picture{};
}

int CheckEveryOutput(const std::string& state_dir, const std::string& destination) {
  const auto rows =
      LedgerView(state_dir).Rows("SELECT key, bytes, width, height, digest FROM output");
  for (const LedgerView::Row& row : rows) {
    SCOPED_TRACE("output " + Escaped(row[0]));
    const std::string bytes = ReadFile(destination + "/" + row[0]);
    EXPECT_EQ(std::to_string(bytes.size()), row[1]);
    EXPECT_EQ(ToHex(DigestOf(bytes)), row[4]);
    const Picture picture = OpenPicture(bytes);
    EXPECT_EQ(std::to_string(picture.width), row[2]);
    EXPECT_EQ(std::to_string(picture.height), row[3]);
  }
  return static_cast<int>(rows.size());
}

double MeanDifference(const Picture& a, const Picture& b) {
  EXPECT_EQ(a.width, b.width);
  EXPECT_EQ(a.height, b.height);
  if (a.width != b.width || a.height != b.height) return 255;
  double sum = 0;
  size_t count = 0;
  for (size_t i = 0; i < std::min(a.planes.size(), b.planes.size()); ++i) {
    for (size_t j = 0; j < a.planes[i].samples.size(); ++j) {
      sum += std::abs(int{a.planes[i].samples[j]} - int{b.planes[i].samples[j]});
      ++count;
    }
  }
  return count == 0 ? 255 : sum / static_cast<double>(count);
}

}  // namespace photomill::test
