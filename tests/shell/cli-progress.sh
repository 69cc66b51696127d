#!/bin/sh
# Progress: a line in a terminal of any width, plain lines elsewhere, JSON, nothing.
# shellcheck source=tests/shell/lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/lib.sh"

need python3
unshare -m true 2>/dev/null || unshare -Um true 2>/dev/null ||
	skip_all "this machine allows no namespaces"
HOME=$scratch/home
TERM=xterm
export HOME TERM
mkdir "$HOME" "$scratch/work"
cd "$scratch/work" || exit 1
unset NO_COLOR CLICOLOR CLICOLOR_FORCE NO_PROGRESS http_proxy all_proxy
for n in 1 2 3; do
	python3 -c "print('/file-$n' * (400000 // 7), end='')" >file-$n
	hash=$("$GX" hash file-$n)
	echo "(origin (method url-fetch) (sha256 (base32 \"$hash\"))
  (uri \"http://127.0.0.1:{PORT}/file-$n\"))"
done >origins
files="(begin (use-modules (guix packages) (guix download)) (list $(cat origins)))"

# watch STEP… -- OPTION…: download the files anew in a terminal; the states are in $out.  A STEP is
# COLUMNS:REGEX: no file ends before REGEX was drawn in a window of that width.
stores=0
watch() {
	stores=$((stores + 1))
	fresh_store "$stores"
	steps=
	while [ "$1" != -- ]; do
		steps="$steps $1"
		shift
	done
	shift
	set -f
	# shellcheck disable=SC2086  # a list of words
	run timeout 3600 python3 "$GX_TOP_SRCDIR/tests/shell/cli-progress.py" $steps raw -- \
		"$GX" build -e "$files" "$@"
	set +f
}
widest() { printf '%s\n' "$out" | sed -n 's/^line: //p' | awk '{ if (length > w) w = length } END { print w + 0 }'; }

watch '120:\r[^\r]*of.1.2.MB[^\r]*[0-9]%' --
like "$out" "^status: 0" "a build in a terminal"
like "$out" "^stays: gx: 3 files to download" "the plan comes first, and stays"
like "$out" "^line: downloaded 0/3, [0-9]+ kB.*: .*file-[123] [0-9]+%" "a line tells items, bytes, what runs"
like "$out" "^line: .* of 1\.2 MB" "and the bytes of all when the server has told them"
is "$(printf '%s\n' "$out" | grep -c '^stays: ')" 1 "and is gone in the end"
like "$out" "^stdout: /gnu/store/[^ ]*-file-1 /gnu/store/[^ ]*-file-2 /gnu/store/[^ ]*-file-3$" \
	"stdout has the outputs alone"
unlike "$out" "line: .*(nan|inf| -[0-9])" "no number is nonsense"

watch '30:\rdown[^\r]*[[]K' --
is "$([ "$(widest)" -le 29 ] && echo narrow)" narrow "a narrow terminal gets a line that fits"
watch '100:\r[^\r\x1b]{41}' '40:\r[^\r\x1b]{1,39}\x1b' --
like "$(printf '%s\n' "$out" | sed -n 's/^line: //p' | awk 'length > 40')" . "a wide window is used"
is "$([ "$(printf '%s\n' "$out" | sed -n 's/^line: //p' | tail -n 1 | awk '{ print length }')" -le 39 ] &&
	echo fits)" fits "after a resize the line fits the new width"

TERM=dumb
watch 80 --
unlike "$(cat raw)" "$(printf '\033')" "a dumb terminal gets no escapes"
like "$out" "^stays: downloaded file-1 \(401 kB|^stays: downloaded file-1 \(400 kB" "but plain lines"
TERM=xterm
watch 80 -- --progress=plain
unlike "$(cat raw)" "$(printf '\033')\[K" "--progress=plain redraws nothing"
watch 80 -- --progress=none
is "$(printf '%s\n' "$out" | grep -cE '^line|^stays')" 1 "--progress=none shows the plan alone"
watch 80 -- -q
is "$(printf '%s\n' "$out" | grep -cE '^line|^stays')" 0 "-q shows nothing"
NO_COLOR=1
export NO_COLOR
watch '80:\rdown' --
unlike "$(cat raw)" "$(printf '\033')\[[0-9;]*m" "NO_COLOR: no colours"
unset NO_COLOR

# --- JSON -------------------------------------------------------------------------------------------
watch '80:"progress"' -- --progress=json
like "$out" "^status: 0" "--progress=json"
is "$(python3 -c '
import json
events = [json.loads(line) for line in open("raw") if line.startswith("{")]
kinds = [event["event"] for event in events]
states = [event for event in events if event["event"] == "progress"]
print(kinds.count("started"), kinds.count("finished"), len(states) > 0,
      all(s["downloads"] == 3 and s["builds"] == 0 for s in states),
      [s["bytes"] for s in states] == sorted(s["bytes"] for s in states),
      sum(event["bytes"] for event in events if event["event"] == "finished"))')" \
	"3 3 True True True 1199982" "objects tell what starts, how it goes on, what is done"
run gx build --progress=loud
is "$status" 2 "another form is a usage error"
done_testing
