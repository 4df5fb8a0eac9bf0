// The published files of a batch of results. Internal to common/wire.
#pragma once

#include <array>
#include <string_view>

#include "common/base/limits.h"
#include "common/model/outcome.h"
#include "common/wire/codec/fields/columns.h"

namespace photomill::wire {

// For each derivative the last key that was written or read: what the next one is compared with.
// The views point into outputs that the caller keeps alive and unmoved.
using LastKeys = std::array<std::string_view, limits::kDerivativesMax>;

class OutputsWriter {
 public:
  OutputsWriter(proto::Outputs& out, size_t rows);
  void Add(const Output& output);

 private:
  proto::Outputs& out_;
  KeysWriter keys_;
  LastKeys last_keys_;
};

class OutputsReader {
 public:
  // Checks the columns; nothing may be read once `fields` is not ok.
  OutputsReader(const proto::Outputs& in, FieldReader& fields, size_t rows);

  // The next `count` outputs: those of one result.
  void Next(size_t count, std::vector<Output>& outputs);

 private:
  void NextOne(Output& output, DerivativeSet& seen);

  const proto::Outputs& in_;
  FieldReader& fields_;
  KeysReader keys_;
  LastKeys last_keys_;
  size_t row_ = 0;
};

}  // namespace photomill::wire
