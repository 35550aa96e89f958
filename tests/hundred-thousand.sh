#!/usr/bin/env bash
# Sends 100,000 messages of mixed sizes through the relay and shows that none is lost, none doubled, and all bodies are equal by hash.
#   tests/hundred-thousand.sh [COUNT]
set -euo pipefail
cd "$(dirname "$0")/.."
count=${1:-100000}
dotnet build core/Relay.Host -c Release --nologo --verbosity quiet
relay=$PWD/core/Relay.Host/bin/Release/net10.0/relay
work=$(mktemp -d)
pids=()
trap 'kill -9 "${pids[@]}" 2> /dev/null || true; rm -rf "$work"' EXIT

"$relay" sink --listen 127.0.0.1:0 --ids "$work/arrived" --json > "$work/sink.out" & pids+=($!); sink=$!
until [ -s "$work/sink.out" ]; do sleep 0.1; done
sink_port=$(sed -n '1s/.*://p' "$work/sink.out")
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat > "$work/relay.json" <<JSON
{
  "hostname": "relay.test",
  "spool": { "path": "spool" },
  "listeners": [ { "address": "127.0.0.1:$port" } ],
  "routes": [ { "domains": "*", "via": "127.0.0.1:$sink_port" } ]
}
JSON
"$relay" run --config "$work/relay.json" > "$work/relay.log" 2>&1 & pids+=($!); server=$!
until (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null; do kill -0 $server || { cat "$work/relay.log"; exit 1; }; sleep 0.1; done

# Size in octets, share in thousandths, sessions.
send=() begun=$SECONDS rest=$count
while read -r size share sessions; do
  [ "$share" = rest ] && n=$rest || n=$((count * share / 1000))
  rest=$((rest - n))
  [ $n -gt 0 ] || continue
  "$relay" send --to "127.0.0.1:$port" --count $n --size "$size" --sessions "$sessions" --acknowledged "$work/sent.$size" > "$work/send.$size" & send+=($!)
done <<'SIZES'
2097152 1 2
300000 9 2
65536 90 4
8192 300 4
1024 rest 8
SIZES
failed=0
for pid in "${send[@]}"; do wait "$pid" || failed=1; done
cat "$work"/send.*
accepted=$((SECONDS - begun))

# Done when all ids are there, or nothing has come for a minute.
last=-1 quiet=0
while [ "$(sort -u "$work/arrived" | wc -l)" -lt "$count" ] && [ $quiet -lt 60 ]; do
  now=$(wc -l < "$work/arrived")
  [ "$now" = "$last" ] && quiet=$((quiet + 1)) || quiet=0
  last=$now
  sleep 1
done
delivered=$((SECONDS - begun))
peak=$(awk '/VmHWM/ { print int($2 / 1000) }' /proc/$server/status)
kill -TERM $server && { wait $server || { echo "the relay ended with $?"; failed=1; }; }
kill -TERM $sink && { wait $sink || failed=1; }

sort "$work"/sent.* > "$work/sent"
sort "$work/arrived" > "$work/there"
lost=$(comm -23 "$work/sent" <(uniq "$work/there") | wc -l)
doubled=$(uniq -d "$work/there" | wc -l)
acknowledged=$(wc -l < "$work/sent")
counts=$(tail -1 "$work/sink.out")
number() { sed -n "s/.*\"$1\":\([0-9]*\).*/\1/p" <<< "$counts"; }
echo "$acknowledged acknowledged in $accepted s, delivered in $delivered s: $lost lost, $doubled doubled, $(number intact) bodies equal, $(number altered) altered; at most $peak MB"
[ $failed = 0 ] && [ "$acknowledged" = "$count" ] && [ "$lost" = 0 ] && [ "$doubled" = 0 ] && [ "$(number intact)" = "$count" ]
