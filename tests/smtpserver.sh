#!/usr/bin/env bash
# `relay sink` beside a receiving server made of the SmtpServer package: the same load, in turn, nothing stored by either.
#   tests/smtpserver.sh [ROUNDS]
# At the end, what one message of 200 MB adds to the memory of each.
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-5}
dotnet build core/Relay.Host -c Release --nologo --verbosity quiet
dotnet build tests/Relay.SmtpServerPeer -c Release --nologo --verbosity quiet
relay=$PWD/core/Relay.Host/bin/Release/net10.0/relay
peer=$PWD/tests/Relay.SmtpServerPeer/bin/Release/net10.0/Relay.SmtpServerPeer
pids=()
trap 'kill -9 "${pids[@]}" 2> /dev/null || true' EXIT

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
ports=("$(free_port)" "$(free_port)")
"$relay" sink --listen "127.0.0.1:${ports[0]}" > /dev/null & pids+=($!)
"$peer" "${ports[1]}" > /dev/null & pids+=($!)
for port in "${ports[@]}"; do
  until (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null; do sleep 0.1; done
done

# Processor seconds of a process so far.
seconds() { awk -v hz="$(getconf CLK_TCK)" '{ print ($14 + $15) / hz }' "/proc/$1/stat"; }

measure() { # NAME PID PORT SIZE COUNT
  local before after rate
  before=$(seconds "$2")
  rate=$("$relay" send --to "127.0.0.1:$3" --count "$5" --size "$4" --sessions 20 --json |
    python3 -c 'import json, sys; print(round(json.load(sys.stdin)["messagesPerSecond"]))')
  after=$(seconds "$2")
  awk -v n="$1" -v s="$4" -v r="$rate" -v b="$before" -v a="$after" -v c="$5" 'BEGIN { printf "%-12s %7d octets %6d/s %.2f s CPU per 1000\n", n, s, r, (a - b) * 1000 / c }'
}

for ((round = 0; round <= rounds; round++)); do
  [ "$round" = 0 ] && echo "warm-up" || echo "round $round"
  for load in "4096 5000" "102400 1000"; do
    read -r size count <<< "$load"
    measure "relay sink" "${pids[0]}" "${ports[0]}" "$size" "$count"
    measure SmtpServer "${pids[1]}" "${ports[1]}" "$size" "$count"
  done
done

peak() { awk '/VmHWM/ { printf "%d", $2 / 1024 }' "/proc/$1/status"; }
for i in 0 1; do
  before=$(peak "${pids[$i]}")
  "$relay" send --to "127.0.0.1:${ports[$i]}" --count 1 --size 209715200 --sessions 1 > /dev/null
  echo "$([ "$i" = 0 ] && echo "relay sink" || echo SmtpServer): $before MB at most before a message of 200 MB, $(peak "${pids[$i]}") MB after it"
done
