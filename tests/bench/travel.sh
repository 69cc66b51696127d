# shellcheck shell=sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Part of tests/bench/run, which sources it: what a commit costs that was never seen, and seen.
: "${scratch:?}" "${here:?}" "${GX:?}"

# commit_all REPOSITORY WORD: one more commit; prints it.
commit_all() {
	git -C "$1" add -A
	git -C "$1" -c user.name=bench -c user.email=bench@example.org commit -q -m "$2"
	git -C "$1" rev-parse HEAD
}
# pin FILE COMMIT [MORE]: FILE names base at COMMIT, and MORE.
pin() {
	echo "(list (channel (name 'base) (url \"$scratch/base\") (commit \"$2\")) ${3:-})" >"$1"
}
# travel WHAT FILE MANIFEST: fetch and store first, then evaluate what was never seen, and again
# when nothing is compiled in the background any more.
travel() {
	fetch=$(seconds "$GX" time-machine -q -C "$2" 2>/dev/null)
	cold=$(seconds "$GX" time-machine -q -C "$2" -- build -q -n -m "$3" 2>/dev/null)
	rss=$(cat "$scratch/rss") cpu=$(cat "$scratch/cpu")
	flock "$GX_STORE_ROOT/cache/compiled/lock" true || true
	again=$(seconds "$GX" time-machine -q -C "$2" -- build -q -n -m "$3" 2>/dev/null)
	echo "$1: fetch $fetch s, cold $cold s ($cpu s of processor time, peak $((rss / 1024)) MiB)," \
		"again $again s ($(cat "$scratch/cpu")); cold against again: $(ratio "$cold" "$again")"
}

heading "travel: a commit never seen before against one that was"
mkdir -p "$scratch/base/channels" "$scratch/pinned"
git init -q "$scratch/base"
cp -r "$here/../../channels/base" "$scratch/base/channels"
cp "$here/../../.guix-channel" "$scratch/base"
chmod -R u+w "$scratch/base"
one=$(commit_all "$scratch/base" one)
sed -i 's/(synopsis "/(synopsis "Really: /' "$scratch/base/channels/base/gnu/packages/less.scm"
two=$(commit_all "$scratch/base" two)
echo ';; changed' >>"$scratch/base/channels/base/guix/build-system/gnu.scm"
three=$(commit_all "$scratch/base" three)
echo '(specifications->manifest (list "ruby" "postgresql" "less"))' >"$scratch/base.scm"
pin "$scratch/one.scm" "$one"
pin "$scratch/two.scm" "$two"
pin "$scratch/three.scm" "$three"
travel "base, as installed" "$scratch/one.scm" "$scratch/base.scm"
travel "base, one leaf changed" "$scratch/two.scm" "$scratch/base.scm"
travel "base, one core module changed" "$scratch/three.scm" "$scratch/base.scm"

python3 "$here/../shell/wide-channel.py" "$scratch/wide"
mv "$scratch/wide/manifest.scm" "$scratch/wide.scm"
git init -q "$scratch/wide"
wide=$(commit_all "$scratch/wide" wide)
pin "$scratch/channels.scm" "$one" "(channel (name 'wide) (url \"$scratch/wide\") (commit \"$wide\"))"
few=$(grep -o '"w[^"]*"' "$scratch/wide.scm" | head -n 18 | tr '\n' ' ')
echo "(specifications->manifest (list $few))" >"$scratch/few.scm"
travel "5,000 packages, 18 names" "$scratch/channels.scm" "$scratch/few.scm"
travel "5,000 packages, 41 names that reach 762 forms" "$scratch/channels.scm" "$scratch/wide.scm"
sed -i 's/mkdir #\$output/mkdir* #$output/' "$scratch/wide/wide/r001.scm"
wide=$(commit_all "$scratch/wide" leaf)
pin "$scratch/channels.scm" "$one" "(channel (name 'wide) (url \"$scratch/wide\") (commit \"$wide\"))"
travel "5,000 packages, one module changed" "$scratch/channels.scm" "$scratch/wide.scm"
first=$cold
pin "$scratch/core.scm" "$three" "(channel (name 'wide) (url \"$scratch/wide\") (commit \"$wide\"))"
travel "5,000 packages, one core module changed" "$scratch/core.scm" "$scratch/wide.scm"
eager=$(GX_EVAL_EAGER=1 seconds "$GX" time-machine -q -C "$scratch/channels.scm" -- build -q -n \
	-m "$scratch/wide.scm" 2>/dev/null)
echo "loaded whole for the first time: $eager s, $(ratio "$eager" "$first") times as long"

cp "$scratch/manifest.scm" "$scratch/one.scm" "$scratch/pinned"
mv "$scratch/pinned/one.scm" "$scratch/pinned/channels.scm"
"$GX" shell -q --no-setup -m "$scratch/pinned/manifest.scm" -- true
sleep 3
"$GX" shell -q --no-setup -m "$scratch/pinned/manifest.scm" -- true
# In turns, so that what else the machine does concerns both.
python3 - "$GX" "$scratch/pinned/manifest.scm" "$scratch/manifest.scm" <<-'P'
	import statistics, subprocess, sys, time
	times = {manifest: [] for manifest in sys.argv[2:]}
	for _ in range(53):
	    for manifest, list_ in times.items():
	        start = time.perf_counter()
	        subprocess.run([sys.argv[1], "shell", "-q", "--no-setup", "-m", manifest, "--", "true"],
	                       check=True, stdout=subprocess.DEVNULL)
	        list_.append(time.perf_counter() - start)
	pinned, free = (statistics.median(list_[3:]) * 1000 for list_ in times.values())
	print(f"warm shell, pinned: {pinned:.2f} ms, without a pin: {free:.2f} ms; "
	      f"ratio {pinned / free:.2f}")
P

heading "fetch by HTTP: that channel against git clone --bare (median of 9)"
mkfifo "$scratch/port"
python3 "$here/../shell/git-server.py" "$scratch" >"$scratch/port" 2>/dev/null & server=$!
read -r port <"$scratch/port"
url=http://127.0.0.1:$port/wide/.git
pin "$scratch/http.scm" "$one" "(channel (name 'wide) (url \"$url\"))"
clones=$GX_STORE_ROOT/cache/channels
for each in "$clones"/*/; do echo "$each"; done >"$scratch/before"
"$GX" time-machine -q -C "$scratch/http.scm" >/dev/null 2>&1
clone=
for each in "$clones"/*/; do grep -qxF "$each" "$scratch/before" || clone=$each; done
ours=$(median 9 sh -c "rm -rf '$clone'; '$GX' time-machine -q -C '$scratch/http.scm' 2>/dev/null")
theirs=$(median 9 sh -c "rm -rf '$scratch/clone'; git clone -q --bare '$url' '$scratch/clone'")
kill "$server"
echo "gx: $ours ms, git: $theirs ms; $(ratio "$ours" "$theirs")"
