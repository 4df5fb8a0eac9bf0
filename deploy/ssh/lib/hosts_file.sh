# shellcheck shell=bash
# shellcheck disable=SC2034  # remote.sh reads the arrays
# Reads the hosts file, checks all of it, and keeps it in arrays. Starts nothing.
#
#   hosts[I]               the address of host number I
#   names[I]               the name of its worker
#   host_options[I,WORD]   the file's value for WORD; unset if it has none

hosts=()
names=()
declare -A host_options=()

host_words=(user port identity threads memory source_root destination_root name program)

# read_hosts_file FILE: fills the arrays, or reports every mistake in the file and fails.
read_hosts_file() {
  hosts_file=$1
  hosts_file_mistakes=0
  declare -gA name_lines=()
  local number=0 line
  if [[ ! -f $hosts_file || ! -r $hosts_file ]]; then
    complain "cannot read the hosts file $hosts_file: name a text file with a host a line"
    return 1
  fi
  while IFS= read -r line || [[ -n $line ]]; do
    number=$((number + 1))
    read_host_line "${line%$'\r'}"
  done <"$hosts_file"
  if ((hosts_file_mistakes == 0 && ${#hosts[@]} == 0)); then
    complain "$hosts_file names no host: write one a line"
    return 1
  fi
  ((hosts_file_mistakes == 0))
}

# mistake TEXT: in the current line.
mistake() {
  complain "$hosts_file:$number: $1"
  hosts_file_mistakes=$((hosts_file_mistakes + 1))
}

read_host_line() {
  local words word host index=${#hosts[@]}
  if [[ ${1//$'\t'/ } == *[[:cntrl:]]* ]]; then
    mistake "has a control character: only text is allowed"
    return
  fi
  split_words "$1" || return 0
  ((${#words[@]} > 0)) || return 0
  host=${words[0]}
  # IPv6 addresses can be in brackets, as in URLs.
  if [[ $host =~ ^\[(.*:.*)\]$ ]]; then host=${BASH_REMATCH[1]}; fi
  if [[ $host == *=* ]]; then
    mistake "begins with the option '$host': the host's name comes first"
  elif [[ $host == *@* ]]; then
    mistake "has the host '$host': write it as '${host#*@} user=${host%%@*}'"
  elif [[ ! $host =~ ^[A-Za-z0-9:][A-Za-z0-9._:%-]*$ ]]; then
    mistake "has the host '$host': a name or an address can only have letters, digits and . - :"
  fi
  hosts+=("$host")
  for word in "${words[@]:1}"; do read_host_option "$index" "$word"; done
  take_name "$index" "${host_options[$index,name]:-$host}"
}

# Splits a line into the array `words`. Quotes keep spaces together and are removed; '#' begins a
# comment where a word could begin.
split_words() {
  local rest=$1 word piece
  words=()
  while true; do
    rest=${rest#"${rest%%[! $'\t']*}"}
    if [[ -z $rest || $rest == '#'* ]]; then return 0; fi
    word=
    while [[ -n $rest && $rest != [\ $'\t']* ]]; do
      case $rest in
        \"*\"* | \'*\'*)
          piece=${rest:1}
          piece=${piece%%"${rest:0:1}"*}
          rest=${rest:${#piece}+2}
          ;;
        [\"\']*)
          mistake "has a quote without its end: $rest"
          return 1
          ;;
        *)
          piece=${rest%%[\ $'\t'\"\']*}
          rest=${rest:${#piece}}
          ;;
      esac
      word+=$piece
    done
    words+=("$word")
  done
}

# read_host_option HOST-NUMBER WORD=VALUE
read_host_option() {
  local key=${2%%=*} value=${2#*=}
  if [[ $2 != *=* || " ${host_words[*]} " != *" $key "* ]]; then
    mistake "has '$2': the options are $(printf '%s= ' "${host_words[@]}")"
    return
  fi
  if [[ -n ${host_options[$1,$key]+set} ]]; then
    mistake "has $key= twice"
    return
  fi
  if [[ -z $value ]]; then
    mistake "has $key= without a value: omit it for the default"
    return
  fi
  local right=
  case $key in
    user) [[ $value =~ ^[A-Za-z0-9_][A-Za-z0-9_.@\\-]*$ ]] || right="the name of a user there" ;;
    port) is_number_up_to "$value" 65535 || right="a port, 1 to 65535" ;;
    identity)
      if [[ $value == \~/* ]]; then value=$HOME/${value#??}; fi
      [[ -f $value && -r $value ]] || right="a private key of ssh that you can read on this machine"
      ;;
    threads) is_number_up_to "$value" 99999 || right="a number of threads" ;;
    memory)
      if [[ $value =~ ^([1-9][0-9]{0,17})([KMGT]?)(i?B)?$ ]]; then
        value=$(bytes_of "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}")
      else
        right="a number of bytes, or one with K, M, G or T, such as 8G, 8GB or 8GiB"
      fi
      ;;
    source_root | destination_root)
      [[ $value == /* || $value == \~/* ]] || right="a folder of that host with its full path"
      ;;
    name)
      [[ $value =~ ^[A-Za-z0-9][A-Za-z0-9._:@-]{0,62}$ ]] ||
        right="up to 63 letters, digits and . _ : @ -, a letter or digit first"
      ;;
    program)
      [[ $value == /* || $value == \~/* || $value != *[/\ ]* && $value != -* ]] ||
        right="a program of that host: its full path, or a name in its PATH"
      ;;
  esac
  if [[ -n $right ]]; then
    mistake "has $key=$value, but $key= needs $right"
    return
  fi
  host_options[$1,$key]=$value
}

# The worker's name is also that of its directory on the host, and the name that the coordinator
# shows.
take_name() {
  names[$1]=$2
  if [[ -n ${name_lines[$2]:-} ]]; then
    mistake "starts another worker with the name '$2', as line ${name_lines[$2]} does: give one of them name="
  else
    name_lines[$2]=$number
  fi
}

is_number_up_to() { [[ $1 =~ ^[1-9][0-9]{0,8}$ ]] && (($1 <= $2)); }

bytes_of() {
  local -A shift_of=([K]=10 [M]=20 [G]=30 [T]=40)
  printf '%s\n' "$(($1 << ${shift_of[${2:-none}]:-0}))"
}
