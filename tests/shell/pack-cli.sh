#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# gx pack on the command line, with real packages: the words, the store, provenance, and
# programs that run elsewhere.
# shellcheck source=tests/shell/base-lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/base-lib.sh"

shared_store
cd "$scratch" || exit 1
echo '(specifications->manifest (list "which" "bash"))' >runtime.scm

run gx pack --list-formats
like "$out" '^  docker ' "the formats are listed"
run gx pack -f dockr which
is "$status" 2 "an unknown format is refused"
like "$err" "did you mean 'docker'" "with the near one"
run gx pack -f docker --image-tag=Reg/app:1 which
is "$status" 2 "an image name with a capital letter is refused"
like "$err" '^  Reg/app:1$' "it is shown"
like "$err" '^  \^$' "with a caret under the letter"
run gx pack -f docker -S bin=bin which
is "$status" 2 "a relative link is refused"

run gx build -m runtime.scm
if [ "$status" -ne 0 ]; then
	skip "packs of real packages" "the packages could not be realised: $err"
	done_testing
fi
pack() {
	gx pack -q -f docker -m runtime.scm --entry-point=bin/which --image-tag=app/which:latest \
		--save-provenance "$@"
}
run pack -r result
is "$status" 0 "the image is made"
like "$out" '^/gnu/store/[0-9a-z]{32}-which-bash-docker-pack\.tar$' "as a store item"
first=$out
is "$(readlink result)" "$GX_STORE_ROOT$first" "the link leads to it"
run pack -r result
is "$status:$out" "0:$first" "a second time the same item comes, and the link is replaced"
echo mine >file
run pack -r file
is "$status" 1 "a file that gx did not make is not replaced"
is "$(cat file)" mine "and is as it was"
run sh -c '"$0" pack -q -f docker -m runtime.scm --entry-point=bin/which \
	--image-tag=app/which:latest --save-provenance -o - | cmp - result' "$GX"
is "$status" 0 "the stream has the same bytes"
like "$(tar -xOf result manifest.json)" '"RepoTags":\["app/which:latest"\]' \
	"the image has its name"
config=$(tar -xOf result "$(tar -tf result | grep '^[0-9a-f]*\.json$')")
like "$config" '"PATH=/gnu/store/[0-9a-z]{32}-profile/bin' "the profile's search paths are set"
like "$config" 'org.gx.provenance' "it carries its provenance"
run pack --entry-point=bin/whihc
is "$status" 1 "an entry point that is not there is refused"
like "$err" "did you mean 'bin/which'" "with the near one"

run gx verify-image result
is "$status" 0 "the image is what its provenance says"
cp result damaged.tar
chmod u+w damaged.tar
printf X | dd of=damaged.tar bs=1 seek=1000000 conv=notrunc 2>/dev/null
run gx verify-image damaged.tar
is "$status" 1 "one that was changed is not"
like "$out" '^damaged: layer 1, glibc' "and the layer is named"
run gx shell --from-image result -- which which
is "$status" 0 "the image's environment can be entered"
like "$out" '^/gnu/store/[0-9a-z]{32}-profile/bin/which$' "its programs are there"

run gx pack -q -f tarball -C none --sbom=cyclonedx -o sbom.tar which
like "$(tar -xOf sbom.tar etc/gx/sbom.json)" '"bomFormat": "CycloneDX"' \
	"a list of materials goes in"
tar -xOf sbom.tar etc/gx/sbom.json >cyclonedx.json
run gx pack -q -f tarball -C none --sbom=spdx -o sbom.tar which
tar -xOf sbom.tar etc/gx/sbom.json >spdx.json
cat >check.py <<'END'
import json, re
bom, spdx = json.load(open("cyclonedx.json")), json.load(open("spdx.json"))
refs = [c["bom-ref"] for c in bom["components"] + [bom["metadata"]["component"]]]
assert len(refs) == len(set(refs)) > 2 and bom["specVersion"] == "1.5"
assert [d["ref"] for d in bom["dependencies"]] == sorted(refs)
for d in bom["dependencies"]:
    assert set(d["dependsOn"]) <= set(refs) - {d["ref"]}
    assert len(d["dependsOn"]) == len(set(d["dependsOn"]))
for c in bom["components"]:
    assert re.fullmatch(r"pkg:generic/[\w.~%-]+@[\w.~%-]+\?gnu-store=[\w.~%-]+", c["purl"]), c
ids = [p["SPDXID"] for p in spdx["packages"]]
assert len(ids) == len(set(ids)) == len(refs)
assert all(re.fullmatch("SPDXRef-[A-Za-z0-9.-]+", i) for i in ids)
for field in "spdxVersion dataLicense SPDXID name documentNamespace creationInfo".split():
    assert spdx[field]
for p in spdx["packages"]:
    assert p["name"] and p["downloadLocation"] and p["filesAnalyzed"] is False
known = set(ids) | {"SPDXRef-DOCUMENT"}
assert all({r["spdxElementId"], r["relatedSpdxElement"]} <= known for r in spdx["relationships"])
assert any(r["relationshipType"] == "DESCRIBES" for r in spdx["relationships"])
END
run python3 check.py
is "$status" 0 "both kinds of lists have what their standards ask" ||
	printf '%s\n' "$err" | sed 's/^/# /'
run gx pack -q -RR -S /bin=bin -C zstd -o moved.tar.zst -m runtime.scm
is "$status" 0 "a relocatable pack is made"
mkdir moved
tar -C moved --zstd -xf moved.tar.zst
chmod 755 "$scratch" moved
elsewhere() {
	if [ "$(id -u)" -eq 0 ]; then
		setpriv --reuid=65534 --regid=65534 --clear-groups env -i HOME=/ "$@"
	else
		env -i HOME=/ "$@"
	fi
}
for engine in userns ptrace; do
	if [ $engine = userns ] && ! unshare -Ur true 2>/dev/null; then
		skip "it runs with engine userns" "this system allows no user namespaces"
		continue
	fi
	run elsewhere GX_EXECUTION_ENGINE=$engine moved/bin/bash -c 'echo "$BASH_VERSION"; /bin/true; exit 5'
	is "$status" 5 "it runs elsewhere with engine $engine, and its status is the program's"
	like "$out" '^5\.' "bash says its version"
done
done_testing
