#!/usr/bin/env bash
# Builds @aitta-bot/client and packs it into dist/release; the tarball is what is published.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
mkdir -p dist/release
rm -f dist/release/aitta-bot-client-*.tgz
npm run --silent build:client
npm pack ./dist/aitta-client --pack-destination dist/release
