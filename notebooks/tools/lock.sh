#!/usr/bin/env bash
# Writes notebooks/lock.txt: what requirements.txt needs in turn, for all systems and from Python 3.10 on, each with the
# digests of its files. Versions that are there stay; with --upgrade they are the newest. Needs uv and a package index.
set -euo pipefail
cd "$(dirname "$0")/.."
uv pip compile --quiet --generate-hashes --universal --python-version 3.10 --no-header --no-annotate \
	"$@" requirements.txt --output-file lock.txt
printf '%s\n' "# Made by notebooks/tools/lock.sh of requirements.txt: what ft lab installs, and the digests of its files." |
	cat - lock.txt >lock.txt.new
mv lock.txt.new lock.txt
