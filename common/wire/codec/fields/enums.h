// Enums of ours beside those of the .proto files, as tables: no number is used for both.
#pragma once

#include <fmt/core.h>

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "common/base/check.h"
#include "common/wire/codec/fields/field_reader.h"

namespace photomill::wire {

template <typename Ours, typename Theirs, size_t kRows>
struct EnumTable {
  std::array<std::pair<Ours, Theirs>, kRows> rows;

  // Every value of ours has a row.
  [[nodiscard]] Theirs ToProto(Ours value) const {
    for (const auto& row : rows) {
      if (row.first == value) return row.second;
    }
    PHOTOMILL_CHECK(false);
  }

  // Theirs may be any number: the enums of proto3 are open.
  Ours FromProto(Theirs value, FieldReader& fields, std::string_view field,
                 size_t row_index = FieldReader::kNoRow) const {
    for (const auto& row : rows) {
      if (row.second == value) return row.first;
    }
    fields.Fail(field, row_index,
                fmt::format("{} is not supported by this version", static_cast<int>(value)));
    return rows.front().first;
  }
};

}  // namespace photomill::wire
