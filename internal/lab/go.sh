#!/bin/sh
# The go command as GoNB's kernel sees it: GoNB makes an empty module for each notebook and runs "go get" before each
# cell. Here the notebook's module starts as a copy of ours, with the same versions and checksums, so that a cell
# imports the library from the checkout without a preamble and without the network.
if [ -n "$GONB_TMP_DIR" ] && [ . -ef "$GONB_TMP_DIR" ]; then
	case "$1 $2" in
	"mod init")
		cat "$FT_ROOT/go.mod" >go.mod && cat "$FT_ROOT/go.sum" >go.sum &&
			exec "$FT_GO" mod edit -module="$3" \
				-require=github.com/finetune-go/ft@v0.0.0 -replace=github.com/finetune-go/ft="$FT_ROOT"
		exit 1
		;;
	"get " | "get -t")
		# GoNB's own, not a user's: go build finds what is missing, because of -mod=mod.
		exit 0
		;;
	esac
	# Without the tables that only a debugger reads, a cell is linked in two thirds of the time.
	export GOFLAGS="-ldflags=-w $GOFLAGS"
	# A workspace that cells have made does not take -mod=mod; one from elsewhere lacks the notebook's module.
	if [ -e go.work ]; then unset GOWORK; else export GOWORK=off GOFLAGS="$GOFLAGS -mod=mod"; fi
fi
exec "$FT_GO" "$@"
