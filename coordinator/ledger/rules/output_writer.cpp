#include "coordinator/ledger/rules/output_writer.h"

#include <algorithm>

#include "common/base/limits.h"
#include "common/model/key_pattern.h"
#include "common/model/key_template.h"

namespace photomill {

DerivativeSet OutputWriter::CurrentOf(const SourceRow& source) {
  std::vector<OutputRow> rows = tables_.outputs().Of(source.id);
  DerivativeSet current;
  bool renamed = false;
  for (OutputRow& row : rows) {
    const std::optional<size_t> index = context_.CurrentDerivative(row);
    if (!index) continue;
    if (IsLost(source, row)) {
      Doubt(source.id, source.state, row);
      continue;
    }
    current.Add(*index);
    renamed |= row.made_by != context_.definitions[*index];
  }
  if (renamed) Rename(source, std::move(rows));
  return current;
}

// Whether the output was an orphan, which users may delete, or the destination lost all files, and
// its file is missing.
bool OutputWriter::IsLost(const SourceRow& source, const OutputRow& row) const {
  const auto since = context_.wanted_since.find(row.made_by);
  const bool was_orphan = source.state == SourceState::kGone ||
                          (since != context_.wanted_since.end() && source.scan < since->second);
  return (was_orphan || context_.outputs_lost) && !context_.IsThere(row);
}

bool OutputWriter::HasOutputs(const SourceRow& source) {
  return source.outputs > 0 || (source.outputs < 0 && !tables_.outputs().Of(source.id).empty());
}

// All moving outputs are removed from their places first: two derivatives may have swapped names.
void OutputWriter::Rename(const SourceRow& source, std::vector<OutputRow> rows) {
  std::vector<OutputRow> moving;
  std::erase_if(rows, [&](const OutputRow& row) {
    const std::optional<size_t> index = context_.CurrentDerivative(row);
    if (!index || row.made_by == context_.definitions[*index]) return false;
    tally_.RemoveOutput(row, source.state);
    tables_.outputs().Erase(source.id, row.derivative);
    OutputRow moved = row;
    moved.derivative = context_.recipe.derivatives[*index].name;
    moved.made_by = context_.definitions[*index];
    moving.push_back(std::move(moved));
    return true;
  });
  for (OutputRow& row : moving) Put(source, std::move(row), rows);
}

void OutputWriter::Follow(const SourceRow& source, SourceState from, SourceState to) {
  const auto counts_apart = [](SourceState state) {
    return state == SourceState::kDone || state == SourceState::kGone;
  };
  if (source.outputs == 0 || from == to || !(counts_apart(from) || counts_apart(to))) return;
  for (const OutputRow& row : tables_.outputs().Of(source.id)) {
    tally_.RemoveOutput(row, from);
    tally_.AddOutput(row, to);
  }
}

bool OutputWriter::Write(SourceRow& source, const std::vector<Output>& outputs) {
  Follow(source, SourceState::kPending, source.state);
  std::vector<OutputRow> rows;
  if (source.outputs != 0) rows = tables_.outputs().Of(source.id);
  const bool same = AreStaleOnes(outputs, rows);
  for (const Output& output : outputs) {
    OutputRow row{context_.recipe.derivatives[output.derivative].name,
                  context_.definitions[output.derivative],
                  output.key,
                  output.bytes,
                  output.width,
                  output.height,
                  output.content,
                  kRevision,
                  output.found};
    if (!output.found) tally_.CountRun(RunCount::kOutputs, 1, output.bytes);
    Put(source, std::move(row), rows);
  }
  LeaveStaleBehind(source, rows);
  source.outputs = static_cast<int64_t>(rows.size());
  source.revision = kRevision;
  for (const OutputRow& row : rows) {
    if (context_.CurrentDerivative(row)) source.revision = std::min(source.revision, row.revision);
  }
  return same;
}

// Whether each of them existed already, byte for byte, as a stale output of the source.
bool OutputWriter::AreStaleOnes(const std::vector<Output>& outputs,
                                const std::vector<OutputRow>& rows) {
  return !outputs.empty() && std::all_of(outputs.begin(), outputs.end(), [&](const Output& made) {
    return std::any_of(rows.begin(), rows.end(), [&](const OutputRow& row) {
      return row.made_by == 0 && row.key == made.key && row.content == made.content;
    });
  });
}

// `rows` are the source's outputs, updated by this.
void OutputWriter::Put(const SourceRow& source, OutputRow row, std::vector<OutputRow>& rows) {
  MakeRoom(source, row, rows);
  const std::string name = context_.NameOf(row.key);
  if (replaced_ > 0) {
    // The destination may have the left-behind file under another spelling of its name.
    if (context_.names_folded) AdoptReplaced(name);
    EraseReplaced(row.key);
  }
  if (own_files_ > 0) own_files_ -= tables_.outputs().EraseOwnFiles(name);
  tally_.AddOutput(row, source.state);
  tables_.outputs().Put(source.id, row);
  rows.push_back(std::move(row));
}

// Removes from `rows` the outputs that `output` replaces: the derivative's older output, and
// another derivative's output with the same file. A file that is left behind stays an own file:
// this source or another one may claim its name again.
void OutputWriter::MakeRoom(const SourceRow& source, const OutputRow& output,
                            std::vector<OutputRow>& rows) {
  const std::string name = context_.NameOf(output.key);
  std::erase_if(rows, [&](const OutputRow& old) {
    const bool same_derivative = old.derivative == output.derivative;
    const bool same_file = context_.NameOf(old.key) == name;
    if (!same_derivative && !same_file) return false;
    tally_.RemoveOutput(old, source.state);
    if (!same_derivative) tables_.outputs().Erase(source.id, old.derivative);
    if (!same_file) LeaveBehind(source, old);
    return true;
  });
}

// Leaves behind outputs of an earlier source version that the recipe does not want again: all
// outputs of a source must be from the same version.
void OutputWriter::LeaveStaleBehind(const SourceRow& source, std::vector<OutputRow>& rows) {
  const std::vector<Derivative>& wanted = context_.recipe.derivatives;
  std::erase_if(rows, [&](const OutputRow& old) {
    const bool is_wanted = std::any_of(
        wanted.begin(), wanted.end(),
        [&](const Derivative& derivative) { return derivative.name == old.derivative; });
    if (old.made_by != 0 || is_wanted) return false;
    tally_.RemoveOutput(old, source.state);
    tables_.outputs().Erase(source.id, old.derivative);
    LeaveBehind(source, old);
    return true;
  });
}

void OutputWriter::LeaveBehind(const SourceRow& source, const OutputRow& old) {
  if (old.found) return;
  tables_.outputs().AddReplaced(source.id, old, context_.run);
  ++replaced_;
  NoteOwnFile({old.key, old.content});
}

bool OutputWriter::GiveUp(SourceRow& holder, std::string_view name, SourceRow& taker) {
  std::vector<OutputRow> left = tables_.outputs().Of(holder.id);
  std::vector<OutputRow> taken = tables_.outputs().Of(taker.id);
  const bool same = IsSamePicture(holder, taker);
  bool took = false;
  std::erase_if(left, [&](const OutputRow& row) {
    if (!MayMeet(context_.NameOf(row.key), name)) return false;
    tables_.outputs().Erase(holder.id, row.derivative);
    tally_.RemoveOutput(row, holder.state);
    const std::optional<size_t> index = context_.CurrentDerivative(row);
    if (same && context_.IsThere(row) && index && IsNameOf(*index, row, taker)) {
      Put(taker, row, taken);
      took = true;
    } else if (!row.found) {
      NoteOwnFile({row.key, row.content});
    }
    return true;
  });
  holder.outputs = static_cast<int64_t>(left.size());
  taker.outputs = static_cast<int64_t>(taken.size());
  return took;
}

void OutputWriter::AdoptReplaced(const std::string& name) {
  if (replaced_ == 0) return;
  for (const OwnFile& file : OwnFilesAt(name)) EraseReplaced(file.key);
  // A file that was left behind before such files were recorded as own files.
  const std::optional<Digest> content = tables_.outputs().FindReplaced(name);
  if (content && EraseReplaced(name) && *content != Digest{}) NoteOwnFile({name, *content});
}

bool OutputWriter::EraseReplaced(std::string_view key) {
  if (!tables_.outputs().EraseReplaced(key)) return false;
  --replaced_;
  return true;
}

// Whether the output's key is the one that the taker's output should have.
bool OutputWriter::IsNameOf(size_t derivative, const OutputRow& row, const SourceRow& taker) const {
  const Result<std::string> key = OutputKey(
      KeyTemplate(context_.recipe.derivatives[derivative], taker.otherwise.Has(derivative)),
      taker.key, {row.width, row.height, row.content});
  return key && *key == row.key;
}

std::vector<OwnFile> OutputWriter::OwnFilesOf(const SourceRow& source) {
  std::vector<OwnFile> own;
  const auto add = [&](OwnFile file) {
    if (std::find(own.begin(), own.end(), file) == own.end()) own.push_back(std::move(file));
  };
  if (source.outputs != 0) {
    for (OutputRow& row : tables_.outputs().Of(source.id)) {
      if (!row.found) add({std::move(row.key), row.content});
    }
  }
  if (own_files_ == 0 && replaced_ == 0) return own;
  for (size_t i = 0; i < context_.recipe.derivatives.size(); ++i) {
    const Result<std::string> key = ClaimedKey(
        KeyTemplate(context_.recipe.derivatives[i], source.otherwise.Has(i)), source.key);
    if (!key) continue;
    for (OwnFile& file : OwnFilesAt(context_.NameOf(*key))) add(std::move(file));
    // A file that was left behind before such files were recorded as own files.
    // Users may have deleted an orphan: a file of unknown content could be somebody else's.
    const auto left = tables_.outputs().FindReplaced(*key);
    if (left && *left != Digest{}) add({*key, *left});
  }
  if (own.size() > limits::kOwnFilesMax) own.resize(limits::kOwnFilesMax);
  return own;
}

// `name` is a claim: one name, or a pattern of names.
std::vector<OwnFile> OutputWriter::OwnFilesAt(const std::string& name) {
  const std::string fixed(FixedPart(name));
  const bool pattern = fixed.size() != name.size();
  const std::string behind = pattern ? fixed + '\xFF' : name + '\x01';
  std::vector<OwnFile> files = tables_.outputs().OwnFilesWithin({fixed, behind});
  std::erase_if(files,
                [&](const OwnFile& file) { return !MayMeet(name, context_.NameOf(file.key)); });
  return files;
}

void OutputWriter::NoteOwnFile(const OwnFile& file) {
  tables_.outputs().AddOwnFile(context_.NameOf(file.key), file);
  ++own_files_;
}

void OutputWriter::MarkStale(const SourceRow& source) {
  for (OutputRow& output : tables_.outputs().Of(source.id)) Doubt(source.id, source.state, output);
}

void OutputWriter::Doubt(SourceId source, SourceState state, OutputRow& output) {
  tally_.RemoveOutput(output, state);
  output.made_by = 0;
  tally_.AddOutput(output, state);
  tables_.outputs().Put(source, output);
}

}  // namespace photomill
