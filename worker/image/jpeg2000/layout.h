// Finds out which channels of a JPEG 2000 are its colours, in the order of their space, and which
// one is its alpha. Pure functions; any thread may call them.
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
  const PaletteColumn* column = nullptr;  // samples are indices into it; null: samples are values

  [[nodiscard]] uint32_t bits() const { return column != nullptr ? column->bits : component->bits; }
  [[nodiscard]] bool is_signed() const {
    return column != nullptr ? column->is_signed : component->is_signed;
  }
};

struct Layout {
  Space space = Space::kGrey;   // never kUntold
  bool space_left_out = false;  // the file states a space with another number of channels
  std::vector<Channel> colours;
  std::optional<Channel> alpha;
  bool premultiplied = false;
};

// If a file does not define its channels, the colours come first. If it has at most four channels,
// the one after the colours is alpha. Fails with kFormatNotAllowed if the meaning of the channels
// is unknown, and with kCorrupt if the palette is for components that do not exist. `meaning` and
// `components` must outlive the result.
Result<Layout> LayOut(const Meaning& meaning, const std::vector<Component>& components);

}  // namespace photomill::jpeg2000
