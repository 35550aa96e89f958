#!/usr/bin/env bash
# Installs the mail and name servers that the tests talk to, builds, and runs every test project.
#   ./test.sh                                        everything
#   ./test.sh --filter-namespace 'Relay.Core.Tests.Dns*'     arguments go to each test program (--help lists them)
# Needs the .NET SDK of global.json; on Debian, as root, it installs the rest itself. The last line is the sum.
# Servers run only while a test needs them, on 127.0.0.1, in temporary folders; none is installed as a service.
set -uo pipefail
cd "$(dirname "$0")"
export DEBIAN_FRONTEND=noninteractive DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
export RELAY_TEST_PEERS=${RELAY_TEST_PEERS:-${TMPDIR:-/tmp}/relay-test-peers}

say() { printf '\n== %s\n' "$*"; }

apt_get() {
  # Packages with daemons must not start them here.
  local policy=/usr/sbin/policy-rc.d mine=
  [ -e $policy ] || { printf '#!/bin/sh\nexit 101\n' > $policy; chmod 755 $policy; mine=1; }
  apt-get -qq -o Dpkg::Use-Pty=0 "$@" > "$RELAY_TEST_PEERS/apt.log" 2>&1
  local result=$?
  [ -z "$mine" ] || rm -f $policy
  [ $result = 0 ] || tail -5 "$RELAY_TEST_PEERS/apt.log" >&2
  return $result
}

install_programs() {
  local missing=() program package
  while read -r program package; do
    command -v "$program" > /dev/null || missing+=("$package")
  done <<'LIST'
swaks swaks
openssl openssl
python3 python3
node nodejs
npm npm
unbound unbound
nsd nsd
ldns-signzone ldnsutils
haproxy haproxy
strace strace
LIST
  for package in libnet-ssleay-perl libsasl2-modules python3-jsonschema; do   # TLS for swaks, AUTH for Postfix, schemas for Debian's Python
    dpkg -s "$package" > /dev/null 2>&1 || missing+=("$package")
  done
  [ ${#missing[@]} = 0 ] && return
  apt_get update && apt_get install --no-install-recommends "${missing[@]}"
}

# Postfix and Exim cannot be installed side by side: each is unpacked into a folder of its own, only the libraries are installed.
# So are Cyrus's tools, which would bring a daemon.
unpack() {
  local folder=$RELAY_TEST_PEERS/$1 package libraries=()
  shift
  [ -e "$folder/.done" ] && return
  rm -rf "$folder" && mkdir -p "$folder/debs" && apt_get update || return
  for package in "$@"; do
    (cd "$folder/debs" && apt_get -o APT::Sandbox::User=root download "$package") || return
    dpkg -x "$folder"/debs/"${package}"_*.deb "$folder" || return
    mapfile -t -O ${#libraries[@]} libraries < <(dpkg-deb -f "$folder"/debs/"${package}"_*.deb Pre-Depends Depends |
      sed 's/^[A-Za-z-]*: //' | tr ',' '\n' | sed 's/[|(].*//; s/[[:space:]]//g' | grep '^lib')
  done
  apt_get install --no-install-recommends "${libraries[@]}" && touch "$folder/.done"
}

# The accounts that the two look up by name.
account() {
  getent group "$1" > /dev/null || groupadd --system "$1"
  getent passwd "$1" > /dev/null || useradd --system -g "$1" -d /nonexistent -M -s /usr/sbin/nologin "$1"
}

install_peers() {
  mkdir -p "$RELAY_TEST_PEERS" && chmod 755 "$RELAY_TEST_PEERS" &&
    install_programs && unpack postfix postfix && unpack exim exim4-base exim4-daemon-light && unpack sasl sasl2-bin || return
  account postfix
  getent group postdrop > /dev/null || groupadd --system postdrop
  account Debian-exim
  [ -d "$RELAY_TEST_PEERS/node_modules/nodemailer" ] ||
    npm install --prefix "$RELAY_TEST_PEERS" --no-audit --no-fund --ignore-scripts --loglevel error nodemailer@7
}

if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
  say "peers in $RELAY_TEST_PEERS"
  install_peers || { echo "not all peers could be installed; tests that need them are skipped"; [ "${CI:-}" != true ] || exit 1; }
fi

say "build"
dotnet restore Relay.sln --locked-mode --verbosity quiet &&
  dotnet build Relay.sln -c Release --no-restore --verbosity quiet || { echo "the build failed"; exit 1; }

passed=0 failed=0 skipped=0 log=$(mktemp)
trap 'rm -f "$log"' EXIT
for project in tests/*.Tests; do
  name=$(basename "$project")
  say "$name"
  # 8 means that no test was there or matched, which is for the sum to judge.
  timeout --kill-after=30 900 dotnet "$project/bin/Release/net10.0/$name.dll" --no-progress --no-ansi --ignore-exit-code 8 "$@" < /dev/null | tee "$log"
  result=${PIPESTATUS[0]}
  count() { sed -n "s/^  $1: \([0-9]*\)$/\1/p" "$log" | tail -1; }
  p=$(count succeeded) f=$(count failed) s=$(count skipped)
  # A test program that ends badly without a failed test (crash, time-out) is a failure too.
  [ "$result" = 0 ] || [ "${f:-0}" != 0 ] || { echo "$name ended with $result"; f=1; }
  passed=$((passed + ${p:-0})) failed=$((failed + ${f:-0})) skipped=$((skipped + ${s:-0}))
done

echo
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ] && [ $((passed + failed)) != 0 ]
