# shellcheck shell=sh
# The part that runs on a host, in POSIX sh. remote.sh sends this text to the host's /bin/sh over
# standard input, with assignments before it and a call of `answer_to` after it:
#
#   name program source_root destination_root threads memory   as the hosts file has them, or empty
#   timeout now                                                 of stop-workers
#   print_join                                                  start-workers: prints the join file
#
# The answer is one line "photomill-answer<TAB>STATE<TAB>TEXT", and start adds the log of a worker
# that died at once, in lines "photomill-log<TAB>TEXT".
#
# All files of a worker are in ~/.photomill/workers/NAME, which only its owner can access: `join`,
# `worker.log`, `pid` and, once it was asked to exit, `draining`.
# shellcheck disable=SC2154  # the assignments stand before this text

set -uf

answer_to() {
  action=$1
  own_umask=$(umask)
  umask 077
  folder=${HOME:-}/.photomill/workers/$name
  case $action in
    start) start ;;
    status) status ;;
    stop) stop ;;
  esac
}

answer() { printf 'photomill-answer\t%s\t%s\n' "$1" "$2"; }

# --- the process ----------------------------------------------------------------------------------
# A pid can be reused by another process later, so it is only valid together with its start time (in
# ticks since the boot) and the boot.

boot_id() { cat /proc/sys/kernel/random/boot_id; }

# Prints nothing if no such process runs.
start_ticks() {
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 0
  # "pid (name) state parent …": the name can contain anything, so the fields after its last ")"
  # count.
  # shellcheck disable=SC2086
  set -- ${stat##*) }
  case $1 in Z | X) ;; *) printf '%s\n' "${20}" ;; esac
}

# Whether the most recently started worker still runs. Sets pid, ticks and since.
is_running() {
  [ -r "$folder/pid" ] || return 1
  read -r pid ticks boot since <"$folder/pid" || return 1
  [ "$boot" = "$(boot_id)" ] && [ "$(start_ticks "$pid")" = "$ticks" ]
}

was_told_to_leave() { [ "$(cat "$folder/draining" 2>/dev/null)" = "$pid $ticks" ]; }

since_when() { date -d "@$since" '+%F %T %Z'; }

last_line() {
  line=$(tail -n 1 "$folder/worker.log" 2>/dev/null)
  printf '%s\n' "${line:-its log is empty: $folder/worker.log}"
}

# --- start ----------------------------------------------------------------------------------------

start() {
  make_folder || return 0
  # Two starts at the same time would start two workers. The worker itself does not keep the lock.
  exec 9>"$folder/lock"
  flock 9
  if is_running; then
    tell_of_running
    return
  fi
  path=$(command -v -- "$(below_home "$program")") || {
    answer failed "no program '$program' here (PATH is $PATH): install photomill, or give its path with program=/PATH/photomill"
    return
  }
  if ! { print_join >"$folder/join.new" && mv -f "$folder/join.new" "$folder/join"; } 2>/dev/null; then
    rm -f "$folder/join.new"
    answer failed "cannot write $folder/join: is the disk full?"
    return
  fi
  launch
  watch_start
}

make_folder() {
  if [ -z "${HOME:-}" ] || ! problem=$(mkdir -p "$folder" 2>&1); then
    answer failed "cannot create $folder: ${problem:-HOME is not set}; photomill keeps its join file and its log there"
    return 1
  fi
  # The directory may have existed before, with other permissions or another owner.
  if ! problem=$(chmod 700 "$folder" 2>&1 && touch "$folder/lock" 2>&1); then
    answer failed "cannot keep a join file in $folder: $problem"
    return 1
  fi
}

tell_of_running() {
  if was_told_to_leave; then
    answer failed "its previous worker (pid $pid) is still draining: wait for it with stop-workers"
  elif [ "$(print_join)" != "$(cat "$folder/join" 2>/dev/null)" ]; then
    answer failed "a worker already runs (pid $pid), with another join file: run stop-workers first"
  else
    answer running "runs already: pid $pid, since $(since_when), log $folder/worker.log"
  fi
}

launch() {
  [ ! -e "$folder/worker.log" ] || mv -f "$folder/worker.log" "$folder/worker.log.old"
  rm -f "$folder/draining"
  set -- worker "--join=$folder/join" "--name=$name"
  [ -z "$threads" ] || set -- "$@" "--threads=$threads"
  [ -z "$memory" ] || set -- "$@" "--memory=$memory"
  [ -z "$source_root" ] || set -- "$@" "--source_root=$(below_home "$source_root")"
  [ -z "$destination_root" ] ||
    set -- "$@" "--destination_root=$(below_home "$destination_root")"
  # A separate session, with nothing of this connection kept open, so that it outlives the
  # connection. Outputs get the permissions of the user's umask.
  (
    umask "$own_umask"
    cd / && exec setsid "$path" "$@"
  ) >"$folder/worker.log" 2>&1 9>&- &
  pid=$!
  printf '%s %s %s %s\n' "$pid" "$(start_ticks "$pid")" "$(boot_id)" "$(date +%s)" >"$folder/pid"
}

# A worker with wrong roots, or one that the coordinator refuses, dies within a moment: watches it
# for five seconds, or until the coordinator has welcomed it.
watch_start() {
  rounds_left=50 welcomed=
  while [ "$rounds_left" -gt 0 ]; do
    sleep 0.1
    rounds_left=$((rounds_left - 1))
    if [ -z "$(start_ticks "$pid")" ]; then
      tell_of_early_end
      return
    fi
    if [ -z "$welcomed" ] && grep -q 'welcomed by the coordinator' "$folder/worker.log"; then
      welcomed=yes rounds_left=15
    fi
  done
  if [ -n "$welcomed" ]; then
    answer started "pid $pid, log $folder/worker.log"
  else
    answer started "pid $pid, log $folder/worker.log; no coordinator has welcomed it yet: $(last_line)"
  fi
}

tell_of_early_end() {
  code=0
  wait "$pid" || code=$?
  rm -f "$folder/join"
  if [ "$code" -eq 0 ]; then
    answer ended "and all is well: $(last_line)"
  else
    answer failed "the worker ended at once with exit code $code; the end of its log, $folder/worker.log:"
    tail -n 8 "$folder/worker.log" | while IFS= read -r line; do
      printf 'photomill-log\t%s\n' "$line"
    done
  fi
}

below_home() {
  case $1 in
    \~/*) printf '%s\n' "$HOME/${1#??}" ;;
    *) printf '%s\n' "$1" ;;
  esac
}

# --- status ---------------------------------------------------------------------------------------

status() {
  if is_running; then
    state=running
    ! was_told_to_leave || state=draining
    answer "$state" "pid $pid, since $(since_when)"
  elif [ -e "$folder/pid" ]; then
    answer ended "last line of its log: $(last_line)"
  else
    answer 'never started' "nothing in $folder"
  fi
}

# --- stop -----------------------------------------------------------------------------------------

stop() {
  if ! is_running; then
    rm -f "$folder/join" "$folder/join.new"
    if [ -e "$folder/pid" ]; then
      answer ended "it was no longer running; last line of its log: $(last_line)"
    else
      answer 'never started' "nothing in $folder"
    fi
    return
  fi
  # A second signal would make it drop its tasks in progress, so a repeated wait sends none.
  if ! was_told_to_leave; then
    printf '%s\n' "$pid $ticks" >"$folder/draining"
    kill -TERM "$pid" 2>/dev/null || true
  fi
  deadline=$(($(date +%s) + timeout))
  while is_running; do
    if [ "$(date +%s)" -ge "$deadline" ]; then
      answer failed "still running after $timeout s (pid $pid), with its join file: wait with a longer --timeout, or stop it with --now"
      return
    fi
    sleep 0.2
    # Two signals that arrive together count as one, so the second is sent until it has an effect.
    [ -z "$now" ] || kill -TERM "$pid" 2>/dev/null || true
  done
  rm -f "$folder/join" "$folder/join.new"
  answer stopped "last line of its log: $(last_line)"
}
