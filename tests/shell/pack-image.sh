#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What a manifest says of its image, and images read back: compressed, from a pipe, damaged.
# The package is a folder, so nothing has to be built.
# shellcheck source=tests/shell/lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/lib.sh"

fresh_store
cd "$scratch" || exit 1
mkdir -p app/bin
printf '#!/bin/sh\necho shop\n' >app/bin/shop
chmod +x app/bin/shop
# Enough bytes that a layer is more than one block of any compression.
python3 -c 'import hashlib
print("".join(hashlib.sha256(str(i).encode()).hexdigest() for i in range(5000)))' >app/data
manifest() {	# FIELDS: a manifest with this (image …) form, or none
	cat <<-END
	(use-modules (guix gexp))
	(define port 8080)
	$1
	(manifest (list (manifest-entry (name "shop") (version "1")
	                                (item (local-file "$scratch/app" "shop-1" #:recursive? #t)))))
	END
}
manifest "(image
 (tag \"registry.example:5000/team/shop:1.0\")
 (entry-point \"bin/shop\")
 (entry-point-arguments '(\"-v\" \"two words\"))
 (cmd '(\"serve\"))
 (user \"shop:10001:10001\")
 (environment '((\"A\" . \"1\") \"B=2\"))
 (ports (list port \"53/udp\"))
 (volumes '(\"/data\"))
 (workdir \"/data\")
 (labels '((\"org.test\" . \"x y\")))
 (stop-signal \"SIGINT\")
 (healthcheck '(\"bin/shop\" \"all well\"))
 (health-interval 5)
 (health-timeout 3)
 (health-start-period 10)
 (health-retries 4)
 (symlinks '((\"/opt/shop\" -> \"bin\")))
 (max-layers 5))" >form.scm
manifest "" >plain.scm

config() {	# ARCHIVE: the image's configuration, without the profile's name
	tar -xOf "$1" "$(tar -tf "$1" | grep '^[0-9a-f]*\.json$')" |
		sed 's|/gnu/store/[^"/]*|ITEM|g'
}
run gx pack -q -f docker -m form.scm -o form.tar
is "$status" 0 "a manifest with an image is packed"
run gx pack -q -f docker -m plain.scm -o flags.tar \
	--image-tag=registry.example:5000/team/shop:1.0 --entry-point=bin/shop -A -v -A "two words" \
	--cmd=serve --user=shop:10001:10001 --env=A=1 --env=B=2 --port=8080 --port=53/udp \
	--volume=/data --workdir=/data --label="org.test=x y" --stop-signal=SIGINT \
	--health-cmd="bin/shop all" --health-interval=5 --health-timeout=3 \
	--health-start-period=10 --health-retries=4 -S /opt/shop=bin --max-layers=5
is "$(config form.tar | sed 's/all well/all/')" "$(config flags.tar)" \
	"the form says what the options say"
like "$(config form.tar)" '"Test":\["CMD","ITEM/bin/shop","all well"\]' \
	"words of a health check may hold blanks"
like "$(tar -xOf form.tar manifest.json)" '"registry.example:5000/team/shop:1.0"' \
	"the image has the form's name"
run gx pack -q -f docker -m form.scm -o over.tar --image-tag=other:2 --entry-point=bin/shop \
	--env=A=9 --port=1 --workdir=/w --user=7:7
like "$(config over.tar)" '"Entrypoint":\["ITEM/bin/shop"\]' \
	"an entry point on the command line comes without the form's arguments"
like "$(config over.tar)" '"A=9","B=2"' "a variable on the command line wins"
like "$(config over.tar)" '"ExposedPorts":\{"1/tcp":\{\},"53/udp":\{\},"8080/tcp":\{\}\}' \
	"ports are added to"
like "$(config over.tar)" '"User":"7:7".*"WorkingDir":"/w"' "single values are replaced"
like "$(tar -xOf over.tar manifest.json)" '"other:2"' "and so is the name"

# The layers are the same on every machine, for every user, with every gx: registries know them
# by these digests.
layers() {	# ARCHIVE: "ITEMS DIGEST" for each, but the profile's, which follows the base channel
	config "$1" | python3 -c 'import json, sys
image = json.load(sys.stdin)
for step, digest in zip(image["history"], image["rootfs"]["diff_ids"]):
    print(step["comment"], digest)' | grep -v ^profile
}
run gx pack -q -f docker -m plain.scm -o plain.tar --user=shop:10001:10001 --volume=/data
is "$(layers plain.tar)" "shop-1 sha256:5c145587490761d7673cf9c434d95d08c254c36574103618fa5f52d4b8b08ba0
files sha256:ed2ca7d157f4e3dbd80e994b4fbf93d065b694ea07ed1d917fe9712cbe2456bb" "layers have the digests that they always had"

# What gx shell evaluated, gx pack does not evaluate again; what changed it does.
manifest "(image (tag \"warm:1\") (ports '(80)))" >warm.scm
run gx shell -q -m warm.scm -- true
run gx pack -v2 -f docker -m warm.scm -o warm.tar
unlike "$err" 'no earlier evaluation|evaluating again' "what a shell evaluated is not evaluated again"
like "$(tar -xOf warm.tar manifest.json)$(config warm.tar)" '"warm:1".*"80/tcp"' "and has its form"
run gx pack -q -f docker -m warm.scm --save-provenance -o warm-origin.tar
run gx verify-image warm-origin.tar
is "$status" 0 "and its provenance" || printf '%s\n' "$err" | sed 's/^/# /'
manifest "(image (tag \"warm:2\"))" >warm.scm
run gx pack -v2 -f docker -m warm.scm -o warm.tar
like "$err" 'evaluating again, since .*warm.scm changed' "a manifest that changed is"
like "$(tar -xOf warm.tar manifest.json)" '"warm:2"' "and its new form counts"
run gx pack -v2 -f docker -m warm.scm --ca-certificates -d
unlike "$err" 'no earlier evaluation' "a derivation is asked of the evaluator"

# Guix does not know the form: it stands in cond-expand.
manifest '(cond-expand (gx (image (tag "guarded:1"))) (else #t))' >guarded.scm
run gx pack -q -f docker -m guarded.scm -o guarded.tar
like "$(tar -xOf guarded.tar manifest.json)" '"guarded:1"' "a guarded form counts"
run gx shell -q -m guarded.scm -- true
is "$status" 0 "and hinders no shell"
if command -v guile >/dev/null; then
	run guile --no-auto-compile -c '(cond-expand (gx (image (tag "guarded:1"))) (else #t))'
	is "$status" 0 "a Guile without gx passes over it"
else
	skip "a Guile without gx passes over it" "guile is not installed"
fi

# wrong FIELD MESSAGE SENTENCE: refused, with the place
wrong() {
	manifest "(image
  $1)" >wrong.scm
	run gx pack -q -f docker -m wrong.scm -o wrong.tar
	is "$status" 1 "$3 is refused"
	like "$err" "wrong\.scm:4:3: .*$2" "with its place"
}
wrong '(prots (list port))' "no field 'prots'" "a misspelt field"
like "$err" "did you mean 'ports'" "and the near one"
wrong "(ports '(99999))" 'from 1 to 65535' "a port that is none"
wrong '(ports 80)' 'must be a list' "a value of the wrong type"
wrong '(tag "a" "b")' 'written \(FIELD VALUE\)' "a field of two values"
wrong '(entry-point "bin/shpo")' "no program 'bin/shpo'" "an entry point that is not there"
like "$err" "did you mean 'bin/shop'" "and the near one"
wrong '(tag "Shop:1")' "image name" "a name with a capital letter"
[ ! -e wrong.tar ]
is $? 0 "nothing was written"
echo '(image (tag "a:1"))' >last.scm
run gx pack -q -f docker -m last.scm -o wrong.tar
like "$err" 'last.scm:1:1: it returns an image, not a manifest' "a form at the end is no manifest"

# Where an image goes.
mkfifo pipe
cat pipe >piped &
run gx pack -q -f docker -m plain.scm -o pipe
wait $!
[ -p pipe ]
is "$status:$?" "0:0" "a pipe that --output names is written to and stays"
run gx pack -q -f docker -m plain.scm -o file.tar
ok "it is given what a file is given" cmp -s piped file.tar
run gx pack -q -f docker -m plain.scm -o /dev/full
is "$status" 1 "a full device is an error"
mkdir folder
truncate -s 300M app/zeros
"$GX" pack -q -f docker -C gzip -m plain.scm -o folder/killed.tar &
pack=$!
writes() { find "/proc/$pack/fd" -lname "$scratch/folder/*" 2>/dev/null | grep -q . || ended $pack; }
ok "a pack is being written" wait_until writes
kill -9 $pack 2>/dev/null
wait $pack 2>/dev/null
is "$(find folder -type f ! -name killed.tar)" "" "nothing half stays of a pack that was killed"
rm app/zeros

# Images read back.
run gx pack -q -f docker -m form.scm --save-provenance -o a.tar
run gx pack -q -f oci -m form.scm --save-provenance -o a.oci
run gx pack -q -f oci-dir -m form.scm --save-provenance -o a.dir
run gx verify-image a.tar
is "$status" 0 "an image is as its form says" || printf '%s\n' "$err" | sed 's/^/# /'
for image in a.oci a.dir; do
	run gx verify-image $image
	is "$status" 0 "so is $image"
done
run sh -c '"$0" pack -q -f docker -m - --save-provenance -o piped.tar <form.scm' "$GX"
run gx verify-image piped.tar
is "$status" 0 "so is one whose manifest came through a pipe"
cat >object.scm <<END
(use-modules (guix gexp))
(image (entry-point "bin/shop"))
(local-file "$scratch/app" "shop-1" #:recursive? #t)
END
run gx pack -q -f docker --file=object.scm --save-provenance -o object.tar
run gx verify-image object.tar
is "$status" 0 "so is one of --file"
like "$(config object.tar)" '"Entrypoint":\["ITEM/bin/shop"\]' "which may have the form too"
run gx shell -q --from-image object.tar -- shop
is "$out" shop "and its environment can be entered"
# flip FILE OFFSET
flip() {
	python3 - "$1" "$2" <<-'P'
	import sys
	with open(sys.argv[1], "r+b") as f:
	    f.seek(int(sys.argv[2]))
	    byte = f.read(1)[0]
	    f.seek(-1, 1)
	    f.write(bytes([byte ^ 1]))
	P
}
# The offset in the file $1 of the text in the middle of app/data.
middle() {
	python3 - "$1" <<-'P'
	import sys
	text = open("app/data", "rb").read()[150000:150100]
	print(open(sys.argv[1], "rb").read().index(text))
	P
}
for image in tar oci; do
	cp a.$image bad.$image
	flip bad.$image "$(middle a.$image)"
	run gx verify-image bad.$image
	is "$status:$out" "1:damaged: layer 1, shop-1" "one flipped byte: $image names the layer"
done
run gx verify-image --json bad.tar
is "$(printf '%s\n' "$out" | python3 -c 'import json, sys
image = json.load(sys.stdin)
print(image["name"], *[step["items"] + "=" + step["state"] for step in image["layers"]])')" \
	"registry.example:5000/team/shop:1.0 shop-1=damaged profile=sound files=sound" \
	"as JSON the layers tell their states"
# Provenance that makes nothing proves nothing.
python3 - a.tar forged.tar <<'P'
import hashlib, io, json, sys, tarfile
read = tarfile.open(sys.argv[1])
files = {m.name: (m, read.extractfile(m).read() if m.isfile() else None) for m in read}
manifest = json.loads(files["manifest.json"][1])
name = manifest[0]["Config"]
config = json.loads(files.pop(name)[1])
label = json.loads(config["config"]["Labels"]["org.gx.provenance"])
label["arguments"].append("--dry-run")
config["config"]["Labels"]["org.gx.provenance"] = json.dumps(label)
config["config"]["Cmd"] = ["forged"]
text = json.dumps(config).encode()
manifest[0]["Config"] = hashlib.sha256(text).hexdigest() + ".json"
files[manifest[0]["Config"]] = (tarfile.TarInfo(manifest[0]["Config"]), text)
files["manifest.json"] = (files["manifest.json"][0], json.dumps(manifest).encode())
with tarfile.open(sys.argv[2], "w") as out:
    for member, data in files.values():
        if data is not None:
            member.size = len(data)
        out.addfile(member, data and io.BytesIO(data))
P
run gx verify-image forged.tar
is "$status" 1 "an image whose provenance is a dry run is not sound"
like "$err" "provenance makes no image" "which is said"
# Other tools write the configuration in their own words, and people change it.
cat >tamper.py <<'END'
import hashlib, io, json, sys, tarfile
source, target, field, value = sys.argv[1:]
old = tarfile.open(source)
manifest = json.load(old.extractfile("manifest.json"))
name = manifest[0]["Config"]
config = json.load(old.extractfile(name))
config["config"][field] = json.loads(value)
text = json.dumps(config).encode()
manifest[0]["Config"] = hashlib.sha256(text).hexdigest() + ".json"
with tarfile.open(target, "w", format=tarfile.PAX_FORMAT) as new:
    for member in old:
        if member.name == name:
            member.name, data = manifest[0]["Config"], text
        elif member.name == "manifest.json":
            data = json.dumps(manifest).encode()
        else:
            data = old.extractfile(member).read() if member.isreg() else b""
        member.size = len(data)
        new.addfile(member, io.BytesIO(data))
END
run python3 tamper.py a.tar words.tar Cmd '["serve"]'
run gx verify-image words.tar
is "$status" 0 "a configuration in other words is the same"
run python3 tamper.py a.tar root.tar User '"0:0"'
run gx verify-image root.tar
is "$status:$out" "1:differs: the configuration, User" "one that says something else is told of"
run python3 tamper.py a.tar fewer.tar Labels '{}'
run gx verify-image fewer.tar
like "$err" 'does not say what it was made of' "without its provenance it cannot be made again"
if command -v skopeo >/dev/null; then
	run skopeo copy -q docker-archive:a.tar oci:copied:1
	run gx verify-image copied
	like "$status:$out" '^(0:|1:differs: the configuration, Healthcheck$)' \
		"skopeo loses no more than what OCI images have no place for"
fi
for method in gzip zstd xz lzip; do
	if ! command -v $method >/dev/null; then
		skip "images compressed with $method" "$method is not installed"
		continue
	fi
	run gx pack -q -f docker -C $method -m form.scm --save-provenance -o a.$method
	$method -t <a.$method 2>"$scratch/words"
	is $? 0 "$method finds its archive sound"
	run gx verify-image a.$method
	is "$status" 0 "an archive compressed with $method is read" ||
		printf '%s\n' "$err" | sed 's/^/# /'
	$method -c a.oci >oci.$method
	run gx verify-image oci.$method
	is "$status" 0 "so is an OCI archive"
	$method -c bad.tar >bad.$method
	run gx verify-image bad.$method
	is "$status:$out" "1:damaged: layer 1, shop-1" "the changed layer within is named"
	flip a.$method 100000
	run gx verify-image a.$method
	is "$status" 1 "a flipped byte of the compression is noticed"
	like "$out$err" 'shop-1' "and where it is"
	run gx shell --from-image oci.$method -- shop
	is "$out" shop "an environment is entered from it"
done
cp a.tar elsewhere.tar
fresh_store 2
run gx shell -q --from-image elsewhere.tar -- shop
is "$out" shop "an environment is entered from it where the store is empty"
run gx verify-image elsewhere.tar
is "$status" 0 "and it is made again there"
fresh_store
run sh -c '"$0" verify-image /dev/stdin <"$1"' "$GX" a.tar
is "$status" 0 "a file on standard input is read"
run sh -c 'cat "$1" | "$0" verify-image /dev/stdin' "$GX" a.tar
is "$status" 0 "and a pipe"
run sh -c 'head -c 200000 "$1" | "$0" verify-image /dev/stdin' "$GX" a.tar
like "$err" 'damaged in or before .*shop-1/layer.tar: the archive ends early' \
	"what is cut off is named"
done_testing
