#include "common/command_line/help_format.h"

#include <fmt/core.h>

#include "common/base/check.h"
#include "common/base/version.h"

namespace photomill {
namespace {

// Text as roff: no character of it is an instruction.
std::string Roff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
  }
  if (out.starts_with('.') || out.starts_with('\'')) out.insert(0, "\\&");
  return out;
}

std::string UpperCase(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

std::string Head(std::string_view name, std::string_view summary) {
  return fmt::format(".TH {} 1 \"\" \"photomill {}\"\n.SH NAME\n{} \\- {}\n", Roff(UpperCase(name)),
                     kProgramVersion, Roff(name), Roff(summary));
}

std::string FlagWord(const HelpFlag& flag) {
  return "--" + flag.name + (flag.value.empty() ? "" : "=");
}

std::string RenderMan(const HelpPage& page) {
  std::string out = Head("photomill-" + page.command, page.summary);
  if (!page.usage.empty()) out += ".SH SYNOPSIS\n.nf\n";
  for (const std::string& line : page.usage) out += Roff(line) + "\n";
  if (!page.usage.empty()) out += ".fi\n";
  if (!page.text.empty()) out += ".SH DESCRIPTION\n";
  for (const std::string& paragraph : page.text) {
    const bool verbatim = paragraph.starts_with(' ');
    out += verbatim ? ".PP\n.nf\n" : ".PP\n";
    out += Roff(paragraph) + "\n";
    if (verbatim) out += ".fi\n";
  }
  if (!page.flags.empty()) out += ".SH OPTIONS\n";
  for (const HelpFlag& flag : page.flags) {
    out +=
        fmt::format(".TP\n\\fB{}\\fR{}\n{}\n", Roff(FlagWord(flag)),
                    flag.value.empty() ? "" : "\\fI" + Roff(flag.value) + "\\fR", Roff(flag.text));
  }
  return out + ".SH SEE ALSO\n.BR photomill (1)\n";
}

std::string RenderFlags(const HelpPage& page) {
  std::string out;
  for (const HelpFlag& flag : page.flags) out += FlagWord(flag) + "\n";
  return out;
}

}  // namespace

std::optional<HelpFormat> HelpFormatAsked(int argc, const char* const* argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--") break;
    if (argument == "--help=man") return HelpFormat::kMan;
    if (argument == "--help=flags") return HelpFormat::kFlags;
  }
  return std::nullopt;
}

std::string HelpArgument(HelpFormat format) {
  switch (format) {
    case HelpFormat::kText:
      return "--help";
    case HelpFormat::kMan:
      return "--help=man";
    case HelpFormat::kFlags:
      return "--help=flags";
  }
  PHOTOMILL_CHECK(false);
}

std::string RenderHelp(const HelpPage& page, HelpFormat format) {
  switch (format) {
    case HelpFormat::kText:
      return RenderHelp(page);
    case HelpFormat::kMan:
      return RenderMan(page);
    case HelpFormat::kFlags:
      return RenderFlags(page);
  }
  PHOTOMILL_CHECK(false);
}

std::string RenderManOverview(std::string_view summary, const std::vector<HelpPage>& pages) {
  std::string out = Head("photomill", summary);
  out += ".SH SYNOPSIS\n.nf\nphotomill COMMAND [arguments]\n.fi\n.SH COMMANDS\n";
  for (const HelpPage& page : pages) {
    out += fmt::format(".TP\n.BR photomill\\-{} (1)\n{}\n", Roff(page.command), Roff(page.summary));
  }
  return out;
}

std::string RenderBashCompletion(const std::vector<std::string>& commands) {
  std::string words;
  for (const std::string& command : commands) words += (words.empty() ? "" : " ") + command;
  return fmt::format(R"bash(# Completion of photomill's commands, flags and files for bash.
_photomill() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} command=${{COMP_WORDS[1]-}}
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    mapfile -t COMPREPLY < <(compgen -W "{}" -- "$current")
  elif [[ $current == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$(photomill "$command" --help=flags 2>/dev/null)" -- "$current")
    [[ ${{COMPREPLY[0]-}} == *= ]] && compopt -o nospace
  else
    compopt -o filenames
    mapfile -t COMPREPLY < <(compgen -f -- "${{current#=}}")
  fi
}}
complete -F _photomill photomill
)bash",
                     words);
}

}  // namespace photomill
