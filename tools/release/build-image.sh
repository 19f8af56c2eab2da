#!/usr/bin/env bash
# build-image.sh NAME: builds the image with the labels of this commit. CONTAINER_ENGINE is docker unless set; CONTAINER_BUILD_ARGS are for machines
# that need some.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
name=${1:?the name of the image, such as ghcr.io/owner/aitta-bot:1.2.3}
revision=$(git rev-parse HEAD)
source=${GITHUB_SERVER_URL:-https://github.com}/${GITHUB_REPOSITORY:-aitta-bot/aitta-bot}
read -ra more <<<"${CONTAINER_BUILD_ARGS:-}"
"${CONTAINER_ENGINE:-docker}" build "${more[@]}" --build-arg "REVISION=$revision" --label "org.opencontainers.image.source=$source" --tag "$name" .
