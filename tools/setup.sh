#!/bin/sh
# Install what the project needs: the npm packages (Node 24 among them) and, with the argument
# "tests", a Chromium for the browser tests and the optional judges (tshark; ip, ping, traceroute, ... for interop) where apt can.
set -eu
cd "$(dirname "$0")/.."
export ASTRO_TELEMETRY_DISABLED=1

if [ ! -f node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  echo "setup: installing npm packages"
  npm ci --no-audit --no-fund --loglevel=error
  touch node_modules/.package-lock.json
fi

# The headless runner starts from a bundle; make it now, so that its first start is quick too.
node_modules/.bin/node sandbox/cli/sandbox.ts --help >/dev/null

[ "${1:-}" = tests ] || exit 0

have() { command -v "$1" >/dev/null 2>&1; }
wanted=""
have chromium || have chromium-browser || have google-chrome || wanted="$wanted chromium"
# The same browser without windows of its own: a page of a test opens three times as fast.
have chromium-headless-shell || ! apt-cache show chromium-headless-shell >/dev/null 2>&1 || wanted="$wanted chromium-headless-shell"
have tshark || wanted="$wanted tshark"
# Interop: the real tools that talk to the simulated network.
have ip || wanted="$wanted iproute2"
have ping || wanted="$wanted iputils-ping"
have tcpdump || wanted="$wanted tcpdump"
have traceroute || wanted="$wanted traceroute"
have nc || wanted="$wanted netcat-openbsd"
have curl || wanted="$wanted curl"
if [ -n "$wanted" ] && have apt-get && [ "$(id -u)" = 0 ]; then
  echo "setup: installing Debian packages:$wanted"
  apt-get update -qq || true
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $wanted >/dev/null 2>&1 ||
    echo "setup: apt could not install:$wanted"
fi
if ! have chromium && ! have chromium-browser && ! have google-chrome; then
  echo "setup: no system Chromium; trying Playwright's own download"
  node_modules/.bin/playwright install chromium || echo "setup: no Chromium: browser tests will fail and say so"
fi
