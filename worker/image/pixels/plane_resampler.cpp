#include "worker/image/pixels/plane_resampler.h"

#include <zimg.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <new>
#include <string>
#include <utility>

#include "common/base/check.h"

namespace photomill {
namespace {

constexpr size_t kAlignment = 64;  // bytes; AVX2 needs half of it

size_t RoundUp(size_t bytes) {
  return (bytes + kAlignment - 1) / kAlignment * kAlignment;
}

struct FreeMemory {
  void operator()(uint8_t* memory) const { std::free(memory); }
};
using AlignedMemory = std::unique_ptr<uint8_t, FreeMemory>;

AlignedMemory Allocate(size_t bytes) {
  AlignedMemory memory(static_cast<uint8_t*>(std::aligned_alloc(kAlignment, RoundUp(bytes))));
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

// The few rows of a plane that the filter reads or writes at a time.
struct RowRing {
  RowRing(uint32_t width, uint32_t height, unsigned rows_at_a_time, bool wide)
      : stride(RoundUp(size_t{width} * (wide ? 2 : 1))),
        mask(zimg_select_buffer_mask(rows_at_a_time)),
        memory(Allocate(stride * (mask == ZIMG_BUFFER_MAX ? height : size_t{mask} + 1))) {}

  [[nodiscard]] uint8_t* Row(unsigned y) const { return memory.get() + stride * (y & mask); }

  size_t stride;  // bytes
  unsigned mask;
  AlignedMemory memory;
};

struct Reader {
  const PlaneResampler::ReadRow* read;
  const RowRing* ring;
};
int ReadCallback(void* user, unsigned y, unsigned begin, unsigned end) {
  const auto* reader = static_cast<const Reader*>(user);
  (*reader->read)(y, begin, end, reader->ring->Row(y));
  return 0;
}

struct Taker {
  const PlaneResampler::TakeRow* take;
  const RowRing* ring;
};
int TakeCallback(void* user, unsigned y, unsigned begin, unsigned end) {
  const auto* taker = static_cast<const Taker*>(user);
  (*taker->take)(y, begin, end, taker->ring->Row(y));
  return 0;
}

zimg_cpu_type_e ProcessorOf(Instructions instructions) {
#if defined(__x86_64__)
  switch (instructions) {
    case Instructions::kBest:
      return __builtin_cpu_supports("avx2") != 0 ? ZIMG_CPU_X86_AVX2 : ZIMG_CPU_X86_SSE2;
    case Instructions::kPortable:
      return ZIMG_CPU_NONE;
    case Instructions::kSse2:
      return ZIMG_CPU_X86_SSE2;
    case Instructions::kAvx2:
      return ZIMG_CPU_X86_AVX2;
  }
#endif
  return instructions == Instructions::kPortable ? ZIMG_CPU_NONE : ZIMG_CPU_AUTO;
}

// Samples without colour meaning: only the size is converted.
zimg_image_format FormatOf(uint32_t width, uint32_t height, bool wide) {
  zimg_image_format format;
  zimg_image_format_default(&format, ZIMG_API_VERSION);
  format.width = width;
  format.height = height;
  format.pixel_type = wide ? ZIMG_PIXEL_WORD : ZIMG_PIXEL_BYTE;
  format.depth = wide ? 16 : 8;
  format.pixel_range = ZIMG_RANGE_FULL;
  format.color_family = ZIMG_COLOR_GREY;
  return format;
}

zimg_graph_builder_params ParametersOf(const ResamplingShape& shape) {
  zimg_graph_builder_params parameters;
  zimg_graph_builder_params_default(&parameters, ZIMG_API_VERSION);
  parameters.cpu_type = ProcessorOf(shape.instructions);
  if (shape.filter == ResamplingFilter::kLanczos) {
    parameters.resample_filter = ZIMG_RESIZE_LANCZOS;
    parameters.filter_param_a = 3;
  } else {
    parameters.resample_filter = ZIMG_RESIZE_BILINEAR;
  }
  return parameters;
}

Failure LastFailure() {
  std::array<char, 256> text{};
  const zimg_error_code_e code = zimg_get_last_error(text.data(), text.size());
  zimg_clear_last_error();
  if (code == ZIMG_ERROR_OUT_OF_MEMORY) {
    return {Reason::kOutOfMemory, "not enough memory for resampling the image"};
  }
  return {Reason::kInternal, std::string("cannot resample: ") + text.data()};
}

struct GraphDeleter {
  void operator()(zimg_filter_graph* graph) const { zimg_filter_graph_free(graph); }
};
using GraphPointer = std::unique_ptr<zimg_filter_graph, GraphDeleter>;

template <typename Number>
Number Ask(zimg_error_code_e (*question)(const zimg_filter_graph*, Number*),
           const GraphPointer& graph) {
  Number answer = 0;
  PHOTOMILL_CHECK(question(graph.get(), &answer) == ZIMG_ERROR_SUCCESS);
  return answer;
}

GraphPointer BuildGraph(const ResamplingShape& shape) {
  zimg_image_format source = FormatOf(shape.source_width, shape.source_height, shape.wide);
  source.active_region.left = shape.region.left;
  source.active_region.top = shape.region.top;
  source.active_region.width = shape.region.width;
  source.active_region.height = shape.region.height;
  const zimg_image_format target = FormatOf(shape.width, shape.height, shape.wide);
  const zimg_graph_builder_params parameters = ParametersOf(shape);
  return GraphPointer(zimg_filter_graph_build(&source, &target, &parameters));
}

}  // namespace

struct PlaneResampler::Graph {
  explicit Graph(GraphPointer made)
      : pointer(std::move(made)),
        rows_in(Ask(zimg_filter_graph_get_input_buffering, pointer)),
        rows_out(Ask(zimg_filter_graph_get_output_buffering, pointer)),
        workspace_bytes(Ask(zimg_filter_graph_get_tmp_size, pointer)) {}

  GraphPointer pointer;
  unsigned rows_in;
  unsigned rows_out;
  size_t workspace_bytes;
};

PlaneResampler::PlaneResampler(const ResamplingShape& shape, std::unique_ptr<Graph> graph)
    : shape_(shape), graph_(std::move(graph)) {}
PlaneResampler::~PlaneResampler() = default;

Result<std::shared_ptr<const PlaneResampler>> PlaneResampler::Make(const ResamplingShape& shape) {
  GraphPointer graph = BuildGraph(shape);
  if (graph == nullptr) return LastFailure();
  return std::shared_ptr<const PlaneResampler>(
      new PlaneResampler(shape, std::make_unique<Graph>(std::move(graph))));
}

Status PlaneResampler::Run(const ReadRow& read, const TakeRow& take) const {
  const RowRing input(shape_.source_width, shape_.source_height, graph_->rows_in, shape_.wide);
  const RowRing output(shape_.width, shape_.height, graph_->rows_out, shape_.wide);
  const AlignedMemory workspace = Allocate(graph_->workspace_bytes + kAlignment);
  zimg_image_buffer_const source = {ZIMG_API_VERSION, {}};
  source.plane[0] = {input.memory.get(), static_cast<ptrdiff_t>(input.stride), input.mask};
  zimg_image_buffer target = {ZIMG_API_VERSION, {}};
  target.plane[0] = {output.memory.get(), static_cast<ptrdiff_t>(output.stride), output.mask};
  Reader reader{&read, &input};
  Taker taker{&take, &output};
  if (zimg_filter_graph_process(graph_->pointer.get(), &source, &target, workspace.get(),
                                ReadCallback, &reader, TakeCallback, &taker) != 0) {
    return LastFailure();
  }
  return {};
}

}  // namespace photomill
