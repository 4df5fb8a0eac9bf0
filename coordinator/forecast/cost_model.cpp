#include "coordinator/forecast/cost_model.h"

namespace photomill {

void CostModel::AddSample(FileFormat format, const Work& work, double cpu_seconds) {
  formats_[format].Add(work, cpu_seconds);
  all_.Add(work, cpu_seconds);
}

std::optional<double> CostModel::CpuSeconds(FileFormat format, const Work& work) const {
  const auto known = formats_.find(format);
  const Sum& sum = known != formats_.end() ? known->second : all_;
  if (sum.work.pixels <= 0 || sum.work.bytes <= 0) return std::nullopt;
  return sum.cpu_seconds * (work.pixels / sum.work.pixels + work.bytes / sum.work.bytes) / 2;
}

}  // namespace photomill
