#!/usr/bin/env bash
# Publishes the relay, starts it again and again on an empty spool, and prints how long it took from the start of the process until its line "Ready".
#   tests/start-time.sh [STARTS]     11 starts when not given; the first, which reads the files from the disk, is left out
set -euo pipefail
cd "$(dirname "$0")/.."
starts=${1:-11}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dotnet publish core/Relay.Host -c Release -o "$work/relay" --nologo --verbosity quiet
cat > "$work/relay.json" <<JSON
{
  "hostname": "mx.relay.example",
  "spool": { "path": "spool", "reserveOctets": 0 },
  "listeners": [ { "address": "127.0.0.1:0" } ],
  "routes": [ { "via": "127.0.0.1:9" } ]
}
JSON
for ((i = 0; i < starts; i++)); do
  rm -rf "$work/spool"
  mkfifo "$work/log"
  from=$(date +%s%N)
  "$work/relay/relay" run --config "$work/relay.json" > "$work/log" 2>&1 &
  relay=$!
  while read -r line; do
    case $line in *' Ready: '*) break ;; esac
  done < <(cat "$work/log")
  took=$((($(date +%s%N) - from) / 1000000))
  kill "$relay"
  wait "$relay" || true
  rm "$work/log"
  ((i == 0)) || echo "$took"
done | sort -n | awk '{ ms[NR] = $1 } END { printf "from start until Ready: median %d ms, least %d, most %d (%d starts)\n", ms[int((NR + 1) / 2)], ms[1], ms[NR], NR }'
