# shellcheck shell=bash
# Sends one request to every host of the hosts file over OpenSSH, several at a time, and prints each
# answer. The script for a host goes to its /bin/sh over standard input, so that none of it appears
# in a list of arguments here or there, and no login shell interprets it in another way. Includes
# hosts_file.sh; the script for the hosts is worker_on_host.sh.

library=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
# shellcheck source=deploy/ssh/lib/hosts_file.sh
source "$library/hosts_file.sh"

hosts_at_a_time=16
progress_seconds=5

# The user's settings.
ssh_options=()  # complete arguments for ssh
action=         # start, status or stop
join_text=      # start: the join file
timeout=0       # stop
stop_now=       # stop: "yes" drops tasks in progress

complain() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

refuse() {
  complain "$@"
  exit 1
}

# take_ssh_option ARGUMENT: the options that all three commands have. Fails for any other.
take_ssh_option() {
  case $1 in
    --ssh-option=?*) ssh_options+=(-o "${1#*=}") ;;
    --ssh-config=?*) ssh_options+=(-F "${1#*=}") ;;
    *) return 1 ;;
  esac
}

# take_hosts_file ARGUMENT…: there must be exactly one.
take_hosts_file() {
  (($# == 1)) || refuse "needs one hosts file, not $#; see ${0##*/} --help"
  read_hosts_file "$1" || exit 1
}

# --- one host -------------------------------------------------------------------------------------

quoted() { printf "'%s'" "${1//\'/\'\\\'\'}"; }

# Prints the script for host number $1.
compose_script() {
  local word
  printf 'name=%s\n' "$(quoted "${names[$1]}")"
  printf 'program=%s\n' "$(quoted "${host_options[$1,program]:-photomill}")"
  for word in source_root destination_root threads memory; do
    printf '%s=%s\n' "$word" "$(quoted "${host_options[$1,$word]:-}")"
  done
  printf 'timeout=%s\nnow=%s\n' "$timeout" "$(quoted "$stop_now")"
  cat "$library/worker_on_host.sh"
  # A here-document, not a command's argument, which everyone could see.
  printf "print_join() {\ncat <<'%s'\n%s\n%s\n}\n" "$join_end" "$join_text" "$join_end"
  # The shell reads its script from standard input: no other command may read it.
  printf 'answer_to %s </dev/null; exit 0\n' "$action"
}
join_end=END-OF-THE-JOIN-FILE

# Starts asking host number $1 in the background; `asked` has the process.
ask() {
  local arguments=(-T -a -x "${ssh_options[@]}" -o BatchMode=yes -o ConnectTimeout=10
    -o ServerAliveInterval=15 -o ServerAliveCountMax=4 -o ClearAllForwardings=yes
    -o RemoteCommand=none -o PermitLocalCommand=no)
  if [[ -n ${host_options[$1,user]:-} ]]; then arguments+=(-l "${host_options[$1,user]}"); fi
  if [[ -n ${host_options[$1,port]:-} ]]; then arguments+=(-p "${host_options[$1,port]}"); fi
  if [[ -n ${host_options[$1,identity]:-} ]]; then
    arguments+=(-o IdentitiesOnly=yes -i "${host_options[$1,identity]}")
  fi
  ssh "${arguments[@]}" -- "${hosts[$1]}" 'exec /bin/sh' \
    < <(compose_script "$1") >"$work/$1.out" 2>"$work/$1.err" &
  asked[$1]=$!
}

# Host number $1 has finished, and its ssh exited with $2: sets states[$1] and texts[$1].
take_answer() {
  local answer reason
  if answer=$(grep -m 1 -a "^photomill-answer"$'\t' "$work/$1.out"); then
    answer=$(printable "${answer#*$'\t'}")
    states[$1]=${answer%%$'\t'*} texts[$1]=${answer#*$'\t'}
    return
  fi
  # ssh ends its lines with CR LF, for terminals in raw mode.
  reason=$(tr -d '\r' <"$work/$1.err" | grep -a -v '^[[:space:]]*$' | tail -n 1 || true)
  reason=$(printable "$reason")
  if (($2 == 255)); then
    states[$1]=unreachable texts[$1]="${reason:-ssh gave no reason}$(remedy "$1" "$reason")"
  else
    states[$1]=failed
    texts[$1]="the host accepted the connection, but its /bin/sh did not answer (exit code $2)${reason:+: $reason}"
  fi
}

# The remedy for ssh's reason $2.
remedy() {
  local target=${hosts[$1]}
  if [[ -n ${host_options[$1,user]:-} ]]; then target=${host_options[$1,user]}@$target; fi
  if [[ -n ${host_options[$1,port]:-} ]]; then target="-p ${host_options[$1,port]} $target"; fi
  case $2 in
    *'Host key verification failed'*)
      printf '%s' " Its key is unknown here, or differs from the known one: connect once with 'ssh $target', compare the key and accept it" ;;
    *'Permission denied'*)
      printf '%s' " Does 'ssh $target' log in without a question? If not, see user= and identity= of the hosts file, and ssh-agent" ;;
  esac
}

# Replaces control characters, so that a host's text cannot control the terminal. Tabs stay.
printable() {
  local text=${1//$'\t'/$'\001'}
  text=${text//[$'\002'-$'\037'$'\177']/?}
  printf '%s\n' "${text//$'\001'/$'\t'}"
}

# --- all hosts ------------------------------------------------------------------------------------

# ask_all_hosts STATE…: asks every host, prints a line for each in the order of the file, and fails
# if one is in none of these good states.
ask_all_hosts() {
  declare -gA asked=()
  states=() texts=()
  work=$(mktemp -d)
  trap end_asking EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  measure_columns
  local next=0 printed=0 bad=0 index code
  local progress_at=$((SECONDS + progress_seconds))
  while ((printed < ${#hosts[@]})); do
    while ((next < ${#hosts[@]} && ${#asked[@]} < hosts_at_a_time)); do
      ask "$next"
      next=$((next + 1))
    done
    for index in "${!asked[@]}"; do
      if kill -0 "${asked[$index]}" 2>/dev/null; then continue; fi
      code=0
      wait "${asked[$index]}" || code=$?
      unset "asked[$index]"
      take_answer "$index" "$code"
    done
    while [[ -n ${states[$printed]:-} ]]; do
      print_host "$printed"
      [[ " $* " == *" ${states[$printed]// /-} "* ]] || bad=$((bad + 1))
      printed=$((printed + 1))
    done
    if ((SECONDS >= progress_at && ${#asked[@]} > 0)); then
      progress_at=$((SECONDS + progress_seconds))
      tell_progress
    fi
    sleep 0.1
  done
  ((bad == 0)) || { complain "$bad of ${#hosts[@]} hosts failed: see above"; return 1; }
}

end_asking() {
  if ((${#asked[@]} > 0)); then kill "${asked[@]}" 2>/dev/null || true; fi
  rm -rf "$work"
}

# "NAME", or "NAME on HOST" if they differ.
label() {
  if [[ ${names[$1]} == "${hosts[$1]}" ]]; then
    printf '%s' "${names[$1]}"
  else
    printf '%s on %s' "${names[$1]}" "${hosts[$1]}"
  fi
}

measure_columns() {
  local index text
  label_width=0
  for index in "${!hosts[@]}"; do
    text=$(label "$index")
    if ((${#text} > label_width)); then label_width=${#text}; fi
  done
}

print_host() {
  local line
  printf '%-*s  %-13s  %s\n' "$label_width" "$(label "$1")" "${states[$1]}" "${texts[$1]}"
  { grep -a "^photomill-log"$'\t' "$work/$1.out" || true; } | while IFS= read -r line; do
    printf '    %s\n' "$(printable "${line#*$'\t'}")"
  done
}

tell_progress() {
  local index waiting=()
  for index in $(printf '%s\n' "${!asked[@]}" | sort -n); do waiting+=("${names[$index]}"); done
  complain "waiting for ${#waiting[@]} of ${#hosts[@]} after $SECONDS s: ${waiting[*]}"
}
