# shellcheck shell=bash
# Measures from outside how much memory the worker of a `photomill run` uses. To be sourced.

# children_of PID: one per line.
children_of() { cat "/proc/$1/task/"*/children 2>/dev/null | tr ' ' '\n'; }

is_worker() { [[ $(readlink "/proc/$1/exe") == */photomill-worker ]]; }

# worker_of PID: prints the supervisor and the engine of the worker that a `photomill run` starts,
# on one line; waits for them.
worker_of() {
  local supervisor engine
  while kill -0 "$1" 2>/dev/null; do
    while read -r supervisor; do
      is_worker "$supervisor" || continue
      while read -r engine; do
        if is_worker "$engine"; then
          echo "$supervisor $engine"
          return
        fi
      done < <(children_of "$supervisor")
    done < <(children_of "$1")
    sleep 0.01
  done
  return 1
}

# watch_memory PID: five times a second, until it ends, prints a line: anonymous memory (KiB), peak
# memory so far (KiB), page faults without disk access, clock ticks of CPU time.
watch_memory() {
  local key value anonymous peak line fields
  while :; do
    anonymous='' peak='' line=''
    while read -r key value _; do
      case $key in
        RssAnon:) anonymous=$value ;;
        VmHWM:) peak=$value ;;
      esac
    done 2>/dev/null <"/proc/$1/status" || return 0
    read -r line 2>/dev/null <"/proc/$1/stat" || return 0
    # A process that has ended, but was not reaped, has no memory.
    [[ -n $anonymous && -n $line ]] || return 0
    read -ra fields <<<"${line##*) }" # from the third field on
    echo "$anonymous $peak ${fields[7]} $((fields[11] + fields[12]))"
    sleep 0.2
  done
}

# peak_memory COMMAND...: a `photomill run`; prints the peak memory of its worker in MiB, supervisor
# and engine together. Fails if the command fails.
peak_memory() {
  local command supervisor engine of_supervisor of_engine
  "$@" >/dev/null 2>&1 &
  command=$!
  read -r supervisor engine < <(worker_of "$command") || true
  of_supervisor=$(awk '$1 == "VmHWM:" { print $2 }' "/proc/$supervisor/status")
  of_engine=$(watch_memory "$engine" | awk '{ peak = $2 } END { print peak }')
  wait "$command" || return
  echo $(((of_supervisor + of_engine + 512) / 1024))
}
