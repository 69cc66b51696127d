#!/bin/sh
# shellcheck disable=SC2016,SC2119
# What is checked and recorded when a builder has ended.
. "${GX_TOP_SRCDIR:-.}/tests/shell/build-lib.sh"
build_store

# --- outputs and references ---
drv=$(sh_drv hello 'echo hello > $out')
run build "$drv"
is "$status" 0 "a derivation is built"
is "$(item "$out")" hello "its output holds what the builder wrote"
hello=$out
is "$(stat -c '%a %Y' "$GX_STORE_ROOT$hello")" "444 1" "mode and time are canonical"
run build "$drv"
like "$err" '^built 0 ' "it is not built twice"
is "$out" "$hello" "… and its output is printed again"
is "$(as_user "$tool" refs "$hello")" "" "it refers to nothing"
hello_drv=$drv

drv=$(sh_drv refers "mkdir \$out; echo $hello > \$out/a; ln -s $bb/bin/sh \$out/b" "in=$hello_drv!out")
run build "$drv"
is "$(as_user "$tool" refs "$out")" "$(printf '%s\n' "$bb" "$hello" | sort)" \
	"references are found in files and in links"

drv=$(sh_drv multi 'echo $lib $bin > $bin; echo $lib > $lib; echo x > $doc' outputs=bin,doc,lib)
run build "$drv"
is "$status" 0 "several outputs are made"
is "$(echo "$out" | wc -l)" 3 "… and printed"
bin=$(echo "$out" | sed -n 1p) lib=$(echo "$out" | sed -n 3p)
is "$(as_user "$tool" refs "$bin")" "$(printf '%s\n' "$bin" "$lib" | sort)" \
	"they refer to each other and to themselves"
run build "$drv!lib"
is "$out" "$lib" "one of them can be asked for"

drv=$(sh_drv nothing 'exit 0')
run build "$drv"
is "$status" 1 "a builder that makes no output fails"
like "$err" 'did not make its output .out' "… and it is said which"

drv=$(sh_drv suid 'mkdir $out; echo > $out/f; chmod 777 $out/f; touch $out/g')
run build "$drv"
is "$(stat -c %a "$GX_STORE_ROOT$out/f") $(stat -c %a "$GX_STORE_ROOT$out")" "555 555" \
	"modes are reduced to read and execute"

# --- fixed outputs ---
drv=$(sh_drv fixed.txt 'echo hello > $out' \
	fixed=sha256:5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03)
run build "$drv"
is "$status" 0 "a fixed output with the right hash is accepted"
drv=$(sh_drv wrong.txt 'echo goodbye > $out' \
	fixed=sha256:5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03)
run build "$drv"
is "$status" 1 "one with another hash is not"
like "$err" 'expected: 00xyyr3fi8l6hb839bv3f7yb86yjv7xi1cgh1xnhipym4asvb4aq' \
	"… the expected hash is named"
like "$err" 'actual:   [0-9a-z]{52}' "… and the actual one"
drv=$(sh_drv tree 'mkdir $out; echo hello > $out/f' \
	fixed=r:sha256:5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03)
run build "$drv"
like "$err" 'hash mismatch' "the hash of a tree is that of its archive"
drv=$(sh_drv script 'echo hello > $out; chmod +x $out' \
	fixed=sha256:5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03)
run build "$drv"
like "$err" 'not executable' "a flat hash is of a file that is not executable"

# --- allowed references ---
drv=$(sh_drv allowed "echo $bb > \$out" "env=allowedReferences=$bb")
run build "$drv"
is "$status" 0 "an allowed reference is accepted"
drv=$(sh_drv not-allowed "echo $bb > \$out" env=allowedReferences=)
run build "$drv"
like "$err" "output \(.*-not-allowed'\) is not allowed to refer to path .$bb'" \
	"one that is not allowed fails the build"
drv=$(sh_drv self 'echo $out > $out' env=allowedReferences=out)
run build "$drv"
is "$status" 0 "an output may be allowed by its name"
drv=$(sh_drv disallowed "echo $bb > \$out" "env=disallowedReferences=$bb")
run build "$drv"
like "$err" 'is not allowed to refer to path' "a disallowed reference fails the build"

# --- exportReferencesGraph ---
drv=$(sh_drv graph 'cat graph > $out' "in=$hello_drv" "env=exportReferencesGraph=graph $hello")
run build "$drv"
is "$(item "$out")" "$hello

0" "a closure can be had as a file"

# --- failures and logs ---
drv=$(sh_drv fails 'for i in $(seq 100); do echo "line $i"; done; exit 7')
run build -q "$drv"
is "$status" 1 "a builder that fails fails the build"
like "$err" 'status 7' "its status is told"
like "$err" '\| line 100' "the end of its log too"
unlike "$err" 'line 80$' "… but not all of it"
like "$err" 'gx build --log-file' "… and how to see the rest"
is "$(as_user "$tool" log "$drv" | wc -l)" 100 "the log is kept"
is "$(gzip -dc "$GX_STORE_ROOT/var/log/guix/drvs/$(basename "$drv" | cut -c1-2)/$(basename "$drv" | cut -c3-).gz" | head -n 1)" \
	"line 1" "… compressed, where Guix has it"
drv=$(sh_drv killed 'kill -9 $$')
run build -q "$drv"
like "$err" 'signal 9' "a signal is told"
drv=$(as_user "$tool" drv nobuilder "builder=$bb/bin/nothing" "src=$bb")
run build -q "$drv"
like "$err" 'execute the builder .*No such file' "a missing builder is named"
drv=$(sh_drv other true system=riscv64-linux)
run build -q "$drv"
like "$err" 'for the system .riscv64-linux' "another system's derivation is refused"

# --- keeping the tree ---
drv=$(sh_drv keeps 'echo evidence > left; exit 1')
run build -q -K "$drv"
kept=$(echo "$err" | sed -n 's/^kept: //p')
is "$(cat "$kept/left")" evidence "-K keeps the build tree"
case $kept in */guix-build-keeps.drv-*) rm -rf "$kept" ;; esac

# --- checking ---
run build --check "$hello_drv"
is "$status" 0 "--check accepts a deterministic build"
like "$err" '@ started hello' "… which it runs again"
drv=$(sh_drv random 'mkdir $out; cat /proc/sys/kernel/random/uuid > $out/uuid; echo same > $out/same')
run build "$drv"
before=$(item "$out/uuid")
run build --check -K "$drv"
kept=$(echo "$err" | sed -n 's/^kept: //p')
is "$status" 1 "--check notices a build that gives something else"
like "$err" ' uuid: differs from byte [0-9]+' "… and names the file"
unlike "$err" ' same:' "… but not those that are equal"
is "$(item "$out/uuid" 2>/dev/null || item "$(as_user "$tool" build -q "$drv" 2>/dev/null)/uuid")" "$before" \
	"… and leaves the item alone"
like "$err" 'kept as .*-random-check' "-K keeps the other result"
case $kept in */guix-build-random.drv-*) rm -rf "$kept" ;; esac
run build --rounds=2 "$(sh_drv random2 'cat /proc/sys/kernel/random/uuid > $out')"
is "$status" 1 "--rounds=2 notices it too"
run build --rounds=3 "$(sh_drv steady 'echo x > $out')"
is "$status" 0 "--rounds=3 accepts a deterministic build"

# --- repair ---
victim=$GX_STORE_ROOT$hello
as_user chmod u+w "$victim"
echo spoilt >"$victim"
run build --repair "$hello_drv"
is "$(item "$hello")" hello "repair puts the right files back"

# --- nothing is left ---
is "$(find "$GX_STORE_ROOT/gnu/store" -name 'build.*' | wc -l)" 0 "no build folder is left"
done_testing
