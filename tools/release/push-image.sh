#!/usr/bin/env bash
# push-image.sh NAME: pushes the image, and signs what the registry has by its digest, with the identity of the workflow (no key), as well as the
# list of what is in it. Writes "name=" and "digest=" for the steps after this one.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
name=${1:?the name of the image}
bill=dist/release/aitta-bot.cdx.json
[ -s "$bill" ] || { echo "$bill is not there: node tools/release/write-sbom.ts" >&2; exit 1; }
engine=${CONTAINER_ENGINE:-docker}
"$engine" push "$name"
repository=${name%:*}
digest=$("$engine" image inspect --format '{{range .RepoDigests}}{{println .}}{{end}}' "$name" | sed -n "s|^$repository@||p" | head -n 1)
[ -n "$digest" ] || { echo "the registry has told no digest for $name" >&2; exit 1; }
cosign sign --yes "$repository@$digest"
cosign attest --yes --type cyclonedx --predicate "$bill" "$repository@$digest"
printf 'name=%s\ndigest=%s\n' "$repository" "$digest" >>"${GITHUB_OUTPUT:-/dev/stdout}"
