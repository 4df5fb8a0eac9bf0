#include "worker/image/jpeg2000/layout.h"

#include <algorithm>
#include <string>
#include <utility>

#include "common/base/check.h"
#include "common/container/corrupt.h"

namespace photomill::jpeg2000 {
namespace {

// The maximum number of channels whose meaning follows from their number and order alone.
constexpr size_t kSelfEvidentMax = 4;

size_t ColoursOf(Space space) {
  switch (space) {
    case Space::kGrey:
    case Space::kWhiteIsZero:
      return 1;
    case Space::kRgb:
    case Space::kYcc:
    case Space::kCmy:
    case Space::kLab:
      return 3;
    case Space::kCmyk:
    case Space::kYcck:
      return 4;
    case Space::kUntold:
      break;
  }
  PHOTOMILL_CHECK(false);
}

Failure CannotBeNamed(size_t channels) {
  return {Reason::kFormatNotAllowed,
          "a JPEG 2000 with " + std::to_string(channels) + " channels of unknown meaning"};
}

Result<std::vector<Channel>> ChannelsOf(const Meaning& meaning,
                                        const std::vector<Component>& components) {
  std::vector<Channel> channels;
  for (const ChannelSource& source : meaning.channels) {
    if (source.component >= components.size()) {
      return Corrupt("the JPEG 2000's palette is for a component that does not exist");
    }
    channels.push_back({&components[source.component],
                        source.column ? &meaning.palette[*source.column] : nullptr});
  }
  if (!meaning.channels.empty()) return channels;
  for (const Component& component : components) channels.push_back({&component, nullptr});
  return channels;
}

// The channels, sorted by their definitions. Channels without a definition are colours, too,
// because some writers define only alpha.
struct Sorted {
  std::vector<std::optional<uint32_t>> places;  // numbered colours; others are in `in_order`
  std::vector<uint32_t> in_order;
  std::optional<uint32_t> alpha;
  bool premultiplied = false;
};

Sorted Sort(const std::vector<ChannelDefinition>& definitions, size_t channels) {
  Sorted sorted;
  std::vector<bool> defined(channels);
  for (const ChannelDefinition& definition : definitions) {
    if (definition.channel >= channels || defined[definition.channel]) continue;
    defined[definition.channel] = true;
    switch (definition.kind) {
      case ChannelKind::kColour: {
        const size_t place = definition.colour - 1;  // 0 wraps around and is out of range
        if (place >= channels || (place < sorted.places.size() && sorted.places[place])) {
          sorted.in_order.push_back(definition.channel);
          break;
        }
        sorted.places.resize(std::max(sorted.places.size(), place + 1));
        sorted.places[place] = definition.channel;
        break;
      }
      case ChannelKind::kAlpha:
      case ChannelKind::kPremultipliedAlpha:
        if (sorted.alpha) break;
        sorted.alpha = definition.channel;
        sorted.premultiplied = definition.kind == ChannelKind::kPremultipliedAlpha;
        break;
      case ChannelKind::kUnspecified:
        break;
    }
  }
  for (uint32_t i = 0; i < channels; ++i) {
    if (!defined[i]) sorted.in_order.push_back(i);
  }
  return sorted;
}

// The colours in order. Colours without a place fill the gaps.
std::vector<uint32_t> InOrder(const Sorted& sorted) {
  std::vector<uint32_t> colours;
  size_t next = 0;
  for (const std::optional<uint32_t>& place : sorted.places) {
    if (place) {
      colours.push_back(*place);
    } else if (next < sorted.in_order.size()) {
      colours.push_back(sorted.in_order[next++]);
    }
  }
  for (; next < sorted.in_order.size(); ++next) colours.push_back(sorted.in_order[next]);
  return colours;
}

// For colours that the file describes as RGB with a profile, or does not name. Nobody stores green
// and blue coarser than red, so such colours are YCbCr.
bool IsCoarserBehindTheFirst(const std::vector<Channel>& channels) {
  return channels.size() >= 3 && channels[1].component->across > channels[0].component->across &&
         channels[2].component->across > channels[0].component->across;
}

// Whether this number of channels, without defined alpha, fits the space: it has the colours, and
// possibly an alpha channel that the file does not define.
bool Fits(Space space, size_t channels, bool defined) {
  const size_t needed = ColoursOf(space);
  return channels == needed || (!defined && channels == needed + 1 && channels <= kSelfEvidentMax);
}

// Returns the space, and whether the space that the file states was ignored because it does not
// fit.
Result<std::pair<Space, bool>> SpaceOf(Space told, size_t channels, bool defined) {
  if (told != Space::kUntold && Fits(told, channels, defined)) return std::pair(told, false);
  const Space evident = channels <= 2 ? Space::kGrey : Space::kRgb;
  if (!Fits(evident, channels, defined)) return CannotBeNamed(channels);
  // Many programs give a grey image the number or the profile of RGB.
  const bool grey_as_rgb = evident == Space::kGrey && (told == Space::kRgb || told == Space::kYcc);
  return std::pair(evident, told != Space::kUntold && !grey_as_rgb);
}

}  // namespace

Result<Layout> LayOut(const Meaning& meaning, const std::vector<Component>& components) {
  const Result<std::vector<Channel>> channels = ChannelsOf(meaning, components);
  if (!channels) return channels.failure();
  const Sorted sorted = Sort(meaning.definitions, channels->size());
  std::vector<uint32_t> order = InOrder(sorted);
  const bool defined = !meaning.definitions.empty();
  const auto space = SpaceOf(meaning.colours.space, order.size(), defined);
  if (!space) return space.failure();

  Layout layout;
  layout.space = space->first;
  layout.space_left_out = space->second;
  layout.premultiplied = sorted.premultiplied;
  if (sorted.alpha) layout.alpha = (*channels)[*sorted.alpha];
  if (order.size() > ColoursOf(layout.space)) {
    layout.alpha = (*channels)[order.back()];
    order.pop_back();
  }
  for (const uint32_t channel : order) layout.colours.push_back((*channels)[channel]);
  const bool named = meaning.colours.space != Space::kUntold && meaning.colours.icc.empty();
  if (layout.space == Space::kRgb && !named && IsCoarserBehindTheFirst(layout.colours)) {
    layout.space = Space::kYcc;
  }
  return layout;
}

}  // namespace photomill::jpeg2000
