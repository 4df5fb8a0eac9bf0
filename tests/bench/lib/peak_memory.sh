# shellcheck shell=bash
# How much memory the workers of a command take at the most. For sourcing.

# descendants PID: it and all processes below it.
descendants() {
  local pid children
  echo "$1"
  children=$(cat "/proc/$1/task/"*/children 2>/dev/null || true)
  for pid in $children; do descendants "$pid"; done
}

# peak_memory COMMAND...: runs it, and prints the MiB of its processes photomill-worker: the sum of
# what each had in memory at its own peak (VmHWM), looked at until the end. Fails with the command.
peak_memory() {
  local command pid name kib
  declare -A peaks=()
  "$@" >/dev/null 2>&1 &
  command=$!
  while kill -0 "$command" 2>/dev/null; do
    for pid in $(descendants "$command"); do
      name=$(readlink "/proc/$pid/exe" 2>/dev/null || true)
      [[ $name == */photomill-worker ]] || continue
      kib=$(awk '$1 == "VmHWM:" { print $2 }' "/proc/$pid/status" 2>/dev/null || true)
      if [[ -n $kib ]]; then peaks[$pid]=$kib; fi
    done
    sleep 0.02
  done
  wait "$command" || return
  printf '%s\n' "${peaks[@]}" | awk '{ sum += $1 } END { printf "%.0f\n", sum / 1024 }'
}
