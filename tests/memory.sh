#!/usr/bin/env bash
# Sends large messages on many sessions at once, with DATA in clear text and with BDAT under TLS, and shows the most memory that the relay held.
#   tests/memory.sh [SESSIONS [MIB [LIMIT_MB]]]     100 sessions of 50 MiB within 400 MB when not given; needs their sum twice on the disk
set -euo pipefail
cd "$(dirname "$0")/.."
export RELAY_MEMORY_SESSIONS=${1:-100} RELAY_MEMORY_MIB=${2:-50} RELAY_MEMORY_LIMIT_MB=${3:-400}
dotnet build tests/Relay.EndToEnd.Tests -c Release --nologo --verbosity quiet
exec dotnet tests/Relay.EndToEnd.Tests/bin/Release/net10.0/Relay.EndToEnd.Tests.dll --no-ansi --no-progress --show-live-output on --filter-class '*.LargeMessageTests'
