// Executes one step of the derive plan: crop, resample, rotate, pad. Plans describe rotated
// pictures, but rotation comes after resampling, when the picture is small.
#include <new>
#include <utility>

#include "worker/image/codec.h"
#include "worker/image/pixels/canvas.h"
#include "worker/image/pixels/orient.h"
#include "worker/image/pixels/resample.h"
#include "worker/image/pixels/ycc.h"

namespace photomill {
namespace {

// The region of the stored picture that becomes `crop` of the rotated one, which has width x height
// px.
Region StoredRegion(const CropBox& crop, double width, double height, const Turn& turn) {
  Region region{crop.left, crop.top, crop.width, crop.height};
  if (turn.flip_horizontally) region.left = width - crop.left - crop.width;
  if (turn.flip_vertically) region.top = height - crop.top - crop.height;
  if (turn.transpose) {
    std::swap(region.left, region.top);
    std::swap(region.width, region.height);
  }
  return region;
}

bool IsPadded(const DeriveStep& step) {
  return step.canvas_width != step.width || step.canvas_height != step.height;
}

// The chroma that the file stores. A picture on a background needs full chroma.
ChromaArea ChromaFor(const DeriveStep& step, const Derivative& derivative) {
  if (IsPadded(step)) return kWholeChroma;
  return ChromaAreaOf(ChromaIn(derivative, derivative.format));
}

Resizing ResizingFor(const Picture& parent, const Turn& turn, const DeriveStep& step,
                     const Derivative& derivative) {
  const double width = turn.transpose ? parent.height : parent.width;
  const double height = turn.transpose ? parent.width : parent.height;
  Resizing resizing;
  resizing.region = StoredRegion(step.crop, width, height, turn);
  resizing.width = step.width;
  resizing.height = step.height;
  resizing.chroma = ChromaFor(step, derivative);
  resizing.mirrored_across = turn.flip_horizontally;
  resizing.mirrored_down = turn.flip_vertically;
  if (turn.transpose) {
    std::swap(resizing.width, resizing.height);
    std::swap(resizing.chroma.across, resizing.chroma.down);
    std::swap(resizing.mirrored_across, resizing.mirrored_down);
  }
  return resizing;
}

Result<Picture> Derive(const Picture& parent, Orientation orientation, const DeriveStep& step,
                       const Derivative& derivative) {
  Result<Picture> picture =
      Resample(parent, ResizingFor(parent, TurnFor(orientation), step, derivative));
  if (!picture) return picture;
  picture->from_palette =
      parent.from_palette && step.crop.width == step.width && step.crop.height == step.height;
  Picture upright = TurnUpright(*std::move(picture), orientation);
  if (!IsPadded(step)) return upright;
  Result<Picture> colours = ToRgb(std::move(upright));
  if (!colours) return colours;
  return OnBackground(*std::move(colours), step.canvas_width, step.canvas_height, step.canvas_left,
                      step.canvas_top, derivative.background);
}

}  // namespace

Result<Picture> DerivePicture(const Picture& parent, Orientation orientation,
                              const DeriveStep& step, const Derivative& derivative) {
  try {
    return Derive(parent, orientation, step, derivative);
  } catch (const std::bad_alloc&) {
    return Failure{Reason::kOutOfMemory, "not enough memory for resampling the image"};
  }
}

}  // namespace photomill
