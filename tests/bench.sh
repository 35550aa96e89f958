#!/usr/bin/env bash
# Relay beside Postfix, in interleaved rounds, with the shared harness (../shared/bench) when it is there.
#   tests/bench.sh                                 the scenarios small, oneconn and large, five rounds
#   tests/bench.sh --scenarios all --rounds 3      any argument of the harness's run.py
# BENCH_HOME is the folder for the peers; the harness's install-peers.sh fills it (as root, on Debian).
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
harness=$root/../shared/bench
[ -x "$harness/run.py" ] || [ -f "$harness/run.py" ] || { echo "the benchmark harness is not beside the project (../shared/bench)" >&2; exit 2; }
export BENCH_HOME=${BENCH_HOME:-${TMPDIR:-/tmp}/relay-bench}
[ -e "$BENCH_HOME/root/postfix/.done" ] && [ -e "$BENCH_HOME/root/stunnel/.done" ] || bash "$harness/install-peers.sh" postfix stunnel

out=$root/artifacts/bench/relay
dotnet publish core/Relay.Host -c Release -o "$out" --nologo -v quiet
export RELAY_CMD="\"$out/relay\" run --config \"\$CONFIG\" --plugins \"$root/tests/bench/plugins.json\""
export RELAY_CONFIG=$root/tests/bench/relay.json.in
export RELAY_FLUSH_CMD="\"$out/relay\" queue retry --all --config \"\$CONFIG\""
export RELAY_QUEUE_CMD="\"$out/relay\" queue list --count --config \"\$CONFIG\""
export RELAY_VERSION="relay $("$out/relay" --version)"
export RELAY_SETTINGS="SQLite, synced before 250; shipped plugins"
[ $# -gt 0 ] || set -- --scenarios small,oneconn,large --rounds 5
exec python3 "$harness/run.py" --servers postfix,relay "$@"
