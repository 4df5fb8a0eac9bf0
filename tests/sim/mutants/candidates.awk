# Prints the operators of a C++ file that can be flipped: LINE COLUMN OLD NEW, one a line. Comments,
# texts and preprocessor lines are left alone. clang-format puts spaces around binary operators, so
# what stands without them (templates, references, unary minus) is something else.

BEGIN {
  count = split("== != <= >= < > && || + -", binary, " ")
  split("!= == < > <= >= || && - +", other, " ")
}

# The line with comments and texts blanked out: columns stay as they are.
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

# Every place of `word` in `code` that stands by itself.
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
      # Texts are put together with + as well, and cannot be taken apart.
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
