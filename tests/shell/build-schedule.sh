#!/bin/sh
# shellcheck disable=SC2016,SC2119
# Many derivations, many processes, and ends that nobody planned.
. "${GX_TOP_SRCDIR:-.}/tests/shell/build-lib.sh"
build_store

# A diamond: a <- b, c <- d.
a=$(sh_drv a 'echo a > $out')
b=$(sh_drv b 'echo b > $out' "in=$a")
c=$(sh_drv c 'echo c > $out' "in=$a")
d=$(sh_drv d 'echo d > $out' "in=$b" "in=$c")
like "$(as_user "$tool" plan "$d")" '^4 derivations would be built' "the plan counts them"
run build -M 1 --no-build "$d"
like "$err" 'would have to be realised' "--no-build builds nothing"
run build -M 2 "$d"
is "$status" 0 "a graph is built"
is "$(printf '%s\n' "$err" | grep -E '^@ (started|succeeded) [bc]' | head -n 2 | cut -d ' ' -f 2 | uniq)" \
	started "independent derivations are built at the same time"
like "$err" '^built 4 ' "each once"
is "$(as_user "$tool" plan "$d")" "" "then nothing is to be done"

# Failures.
bad=$(sh_drv bad 'exit 1')
user=$(sh_drv user 'echo > $out' "in=$bad")
good=$(sh_drv good 'echo > $out')
run build -M 1 -k "$user" "$good"
is "$status" 1 "-k: the run fails"
like "$err" '@ succeeded good' "-k: … but builds what does not depend on it"
like "$err" 'failure: .*-user.drv: dependency: .*-bad.drv, which it needs, failed' \
	"-k: … and tells what could not be built"
run build -M 1 "$(sh_drv user2 'echo > $out' "in=$bad")"
unlike "$err" '@ started user2' "what depends on a failure is not started"

# Time.
run build -q --timeout=1 "$(sh_drv slow 'while true; do echo x; sleep 0.05; done')"
like "$err" 'timed out: .*after 1 seconds' "--timeout ends a build"
run build -q --max-silent=1 "$(sh_drv silent "sleep ${forever}1")"
like "$err" 'timed out: .*silence' "--max-silent-time ends a silent build"
# It speaks a hundred times as often as it must.
run build -q --max-silent=4 "$(sh_drv chatty 'for i in $(seq 130); do echo $i; sleep 0.04; done; echo > $out')"
is "$status" 0 "… but not one that speaks"

# An interrupt kills everything.
drv=$(sh_drv interrupted "sleep ${forever}2 & setsid sleep ${forever}3 & echo begun; sleep ${forever}4; echo > \$out")
"$tool" build "$drv" 2>"$scratch/int.err" &
pid=$!
wait_for_line "$scratch/int.err" 'log begun'
kill -TERM $pid
status=0; wait $pid || status=$?
is "$status" 130 "SIGTERM ends a run"
ok "… and no process of the build is left" not running "$forever"
is "$(find "$GX_STORE_ROOT/gnu/store" -name 'build.*' | wc -l)" 0 "… nor its folder"

# Several gx at once on one store.
fan=
for i in 1 2 3 4 5 6; do
	fan="$fan in=$(sh_drv "leaf$i" "echo ran; sleep 0.1; echo $i > \$out")"
done
# shellcheck disable=SC2086
all=$(sh_drv all 'echo > $out' $fan)
for i in 1 2 3 4 5 6 7 8; do
	"$tool" build -M 2 "$all" >"$scratch/all.$i" 2>"$scratch/all.err.$i" &
done
wait
is "$(cat "$scratch"/all.err.* | grep -c '^@ log ran')" 6 "eight gx build each derivation once"
is "$(sort -u "$scratch"/all.[0-9] | wc -l) $(cat "$scratch"/all.[0-9] | wc -l)" "1 8" \
	"… and each gets the result"

# kill -9 in the middle.
# (its seconds have a fraction that no other test has)
drv=$(sh_drv phoenix "echo begun; sleep 1.00$forever; echo ok > \$out")
"$tool" build "$drv" >/dev/null 2>"$scratch/kill.err" &
pid=$!
wait_for_line "$scratch/kill.err" 'log begun'
# The tool itself, whatever wrappers started it.
kill -9 $pid
wait $pid 2>/dev/null
ok "kill -9 of gx ends its builds" wait_until not running "1.00$forever"
run build "$drv"
is "$status" 0 "after kill -9 the next run builds"
is "$(item "$out")" ok "… what it should"
done_testing
