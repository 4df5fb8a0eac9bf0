#!/usr/bin/env bash
# What the recording shows, typed and run one after the other. See make.sh.
set -uo pipefail

# Shows a command as somebody types it, then runs it.
enter() {
  local text=$1 at
  printf '$ '
  sleep 0.5
  for ((at = 0; at < ${#text}; at += 6)); do
    printf '%s' "${text:at:6}"
    sleep 0.06
  done
  sleep 0.3
  printf '\n'
  # A shell that runs a script tells of a killed command in other words than one that is typed into.
  { bash -c "$text" 2>&3; } 3>&2 2>/dev/null || (($? != 137)) || printf '\nKilled\n'
}

remark() {
  printf '# %s\n' "$1"
  sleep 0.8
}

remark "the power fails after two seconds"
enter "timeout -s KILL 2 photomill run photos migrated"
sleep 1
remark "the same command again: it resumes where it left off"
enter "photomill run photos migrated"
sleep 1.5
enter "sqlite3 -box migrated/.photomill/ledger.db \"SELECT key, reason, detail FROM source WHERE reason <> ''\""
sleep 0.3
