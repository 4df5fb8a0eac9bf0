# Prints the operators of a C++ file that can be flipped: LINE COLUMN OLD NEW, one per line. Comments,
# strings and preprocessor lines are ignored. clang-format puts spaces around binary operators, so
# operators without spaces (templates, references, unary minus) are something else.

BEGIN {
  count = split("== != <= >= < > && || + -", binary, " ")
  split("!= == < > <= >= || && - +", other, " ")
}

# The line with comments and strings blanked out: columns stay as they are.
function code_of(line,    i, c, out, quote) {
  out = ""
  quote = ""
  for (i = 1; i <= length(line); ++i) {
    c = substr(line, i, 1)
    if (quote != "") {
      if (c == "\\") { out = out "  "; ++i; continue }
      if (c == quote) quote = ""
      out = out " "
    } else if (c == "\"" || (c == "'" && substr(line, i - 1, 1) !~ /[0-9]/)) {
      quote = c
      out = out " "
    } else if (substr(line, i, 2) == "//") {
      break
    } else {
      out = out c
    }
  }
  return out
}

function candidate(column, old, new) { print FNR, column, old, new }

# Every occurrence of `word` in `code` as a whole word.
function words(code, word, new,    at, from, before, after) {
  from = 1
  while ((at = index(substr(code, from), word)) > 0) {
    at += from - 1
    before = at > 1 ? substr(code, at - 1, 1) : " "
    after = substr(code, at + length(word), 1)
    if (before !~ /[A-Za-z0-9_]/ && after !~ /[A-Za-z0-9_]/) candidate(at, word, new)
    from = at + length(word)
  }
}

/^#/ || /operator/ || /^template/ { next }
{
  code = code_of($0)
  for (i = 1; i <= count; ++i) {
    from = 1
    while ((at = index(substr(code, from), " " binary[i] " ")) > 0) {
      at += from - 1
      # Strings are also concatenated with +, and cannot be subtracted.
      if (!((binary[i] == "+" || binary[i] == "-") && ($0 ~ /"/ || $0 ~ /[sS]tring|[tT]ext/)))
        candidate(at + 1, binary[i], other[i])
      from = at + length(binary[i]) + 1
    }
  }
  for (at = 1; at < length(code); ++at) {
    two = substr(code, at, 2)
    if (two == "++") { candidate(at, "++", "--"); ++at }
    else if (two == "--") { candidate(at, "--", "++"); ++at }
    else if (two ~ /^![A-Za-z_(]$/) candidate(at, "!", "-")  # "-": dropped
  }
  words(code, "true", "false")
  words(code, "false", "true")
}
