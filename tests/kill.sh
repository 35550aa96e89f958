#!/usr/bin/env bash
# Kills a loaded relay with SIGKILL at random moments, starts it again on its spool, and shows that nothing acknowledged is lost.
#   tests/kill.sh [KILLS [SEED]]     200 kills and a random seed when not given; the last lines are the summary
set -euo pipefail
cd "$(dirname "$0")/.."
export RELAY_KILLS=${1:-200} RELAY_KILL_SEED=${2:-$RANDOM}
dotnet build tests/Relay.EndToEnd.Tests -c Release --nologo --verbosity quiet
exec dotnet tests/Relay.EndToEnd.Tests/bin/Release/net10.0/Relay.EndToEnd.Tests.dll --no-ansi --no-progress --show-live-output on --filter-class '*.KillTests'
