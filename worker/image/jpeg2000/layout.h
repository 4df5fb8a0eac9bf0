// Which of a JPEG 2000's channels are its colours, in the order of their space, and which one is
// its alpha. Pure functions; any thread may call them.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "common/base/result.h"
#include "worker/image/jpeg2000/codestream.h"
#include "worker/image/jpeg2000/meaning.h"

namespace photomill::jpeg2000 {

struct Channel {
  const Component* component = nullptr;
  const PaletteColumn* column = nullptr;  // the samples are places in it; null: they are values

  [[nodiscard]] uint32_t bits() const { return column != nullptr ? column->bits : component->bits; }
  [[nodiscard]] bool is_signed() const {
    return column != nullptr ? column->is_signed : component->is_signed;
  }
};

struct Layout {
  Space space = Space::kGrey;   // never kUntold
  bool space_left_out = false;  // the file says another one, for another number of channels
  std::vector<Channel> colours;
  std::optional<Channel> alpha;
  bool premultiplied = false;
};

// A file that does not define its channels has its colours first; of four channels at most, the one
// behind them is alpha. Failures: kFormatNotAllowed for channels that nobody can name, kCorrupt for a
// palette of components that are not there. `meaning` and `components` must outlive the result.
Result<Layout> LayOut(const Meaning& meaning, const std::vector<Component>& components);

}  // namespace photomill::jpeg2000
