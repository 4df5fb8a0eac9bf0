# Makes an SVG that moves of what script(1) kept: first its timing log, then what was shown.
#   LC_ALL=C awk -v columns=104 -v rows=41 -f film.awk TIMES SHOWN
#
# A terminal is played that knows what photomill uses: text, lines that are too long, newline, carriage return, "erase the
# line". Every screen that stood for a moment is one frame; all frames stand below each other, and an
# animation in CSS moves that film strip behind a window. Without animations, the last frame stands
# still. Lines that frames share are written once.

BEGIN {
  line_px = 16; text_px = 14; column_px = 8.44; edge_px = 16; bar_px = 34
  frame_ms_min = 50    # shorter than that is one frame
  hold_ms = 7000       # the last frame, before it begins again
 
}

FNR == 1 { ++file }

# The timing log: seconds since the event before, bytes.
file == 1 { delay[++events] = $1 * 1000; bytes[events] = $2 }

# What was shown, below a headline of script's own.
file == 2 && FNR > 1 { shown = shown $0 "\n" }

END {
  play()
  draw()
}

function play(    i, at) {
  row = 1; at = 1; now = 0
  for (i = 1; i <= events; ++i) {
    if (i > 1 && delay[i] >= frame_ms_min) keep_frame()
    now += delay[i]
    show(substr(shown, at, bytes[i]))
    at += bytes[i]
  }
  keep_frame()
}

function show(text,    c) {
  while (text != "") {
    c = substr(text, 1, 1)
    if (c == "\r") { at_start = 1; text = substr(text, 2) }
    else if (c == "\n") { next_row(); text = substr(text, 2) }
    else if (substr(text, 1, 3) == "\033[K") { if (at_start) screen[row] = ""; text = substr(text, 4) }
    else if (match(text, /^[^\r\n\033]+/)) {
      if (at_start) screen[row] = ""
      at_start = 0
      put(substr(text, 1, RLENGTH))
      text = substr(text, RLENGTH + 1)
    } else {
      print "film.awk: this terminal does not know: " substr(text, 2, 10) > "/dev/stderr"
      exit 1
    }
  }
}

# Adds to the row; what is too long for it goes on in the next.
function put(text,    whole, fits) {
  whole = screen[row] text
  for (fits = fitting(whole); fits < length(whole); fits = fitting(whole)) {
    screen[row] = substr(whole, 1, fits)
    whole = substr(whole, fits + 1)
    next_row()
  }
  at_start = 0
  screen[row] = whole
}

# The bytes of the text's first characters that fit into one row.
function fitting(text,    at, characters) {
  if (length(text) <= columns) return length(text)
  for (at = 1; at <= length(text); ++at) {
    if (substr(text, at, 1) !~ /[\200-\277]/ && ++characters > columns) return at - 1
  }
  return length(text)
}

function next_row(    i) {
  at_start = 1
  if (row < rows) { ++row; return }
  for (i = 1; i < rows; ++i) screen[i] = screen[i + 1]
  screen[rows] = ""
}

# Notes the screen as it is, unless it is the same as before.
function keep_frame(    i, frame) {
  frame = ""
  for (i = 1; i <= rows; ++i) {
    if (screen[i] == "") continue
    if (!(screen[i] in name_of)) { name_of[screen[i]] = "r" ++names; line_of[names] = screen[i] }
    frame = frame "<use href=\"#" name_of[screen[i]] "\" y=\"" (i - 1) * line_px "\"/>"
  }
  if (frame == frame_of[frames]) return
  frame_of[++frames] = frame
  begins_ms[frames] = now
}

function markup(line) {
  gsub(/&/, "\\&amp;", line)
  gsub(/</, "\\&lt;", line)
  gsub(/>/, "\\&gt;", line)
  gsub(/(━)+/, "<tspan class=\"b\">&</tspan>", line)
  if (line ~ /^<|^─/) sub(/(─)+/, "<tspan class=\"f\">&</tspan>", line)  # what the bar lacks
  if (line ~ /^\$ /) line = "<tspan class=\"p\">$</tspan><tspan class=\"c\">" substr(line, 2) "</tspan>"
  else if (line ~ /^# /) line = "<tspan class=\"f\">" line "</tspan>"
  return line
}

function draw(    i, width, height, window, total) {
  width = int(columns * column_px + 2 * edge_px)
  window = rows * line_px + 6
  height = bar_px + window + edge_px
  total = begins_ms[frames] + hold_ms
  printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\"", width, height, width, height
  print " aria-label=\"A run of photomill on a terminal: killed after two seconds, started again, finished; the ledger's counts\">"
  print "<style>"
  printf "text{font:%dpx ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace;fill:#c9d1d9;white-space:pre}\n", text_px
  print ".p{fill:#7ee787;font-weight:bold}.c{fill:#fff;font-weight:bold}.b{fill:#58a6ff}.f{fill:#8b949e}"
  printf "#film{transform:translateY(-%dpx);animation:film %dms step-end infinite}\n", (frames - 1) * window, total
  print "@media (prefers-reduced-motion:reduce){#film{animation:none}}"
  printf "@keyframes film{"
  for (i = 1; i <= frames; ++i) {
    printf "%.3f%%{transform:translateY(-%dpx)}", i == 1 ? 0 : 100 * begins_ms[i] / total, (i - 1) * window
  }
  printf "100%%{transform:translateY(-%dpx)}}\n</style>\n", (frames - 1) * window
  print "<defs>"
  for (i = 1; i <= names; ++i) {
    printf "<text id=\"r%d\" y=\"%d\" xml:space=\"preserve\">%s</text>\n", i, text_px, markup(line_of[i])
  }
  print "</defs>"
  printf "<rect x=\".5\" y=\".5\" width=\"%d\" height=\"%d\" rx=\"9\" fill=\"#0d1117\" stroke=\"#484f58\"/>\n", width - 1, height - 1
  print "<circle cx=\"20\" cy=\"17\" r=\"5.5\" fill=\"#f85149\"/><circle cx=\"39\" cy=\"17\" r=\"5.5\" fill=\"#d29922\"/><circle cx=\"58\" cy=\"17\" r=\"5.5\" fill=\"#3fb950\"/>"
  printf "<svg x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" overflow=\"hidden\"><g id=\"film\">\n", edge_px, bar_px, width - 2 * edge_px, window
  for (i = 1; i <= frames; ++i) printf "<g transform=\"translate(0 %d)\">%s</g>\n", (i - 1) * window, frame_of[i]
  print "</g></svg>\n</svg>"
}
