#!/bin/sh
# shellcheck disable=SC2016,SC2119
# builtin:unpack-1: packages, tarballs, zip files, and archives that mean harm.
. "${GX_TOP_SRCDIR:-.}/tests/shell/build-lib.sh"
need ar tar xz gzip python3
build_store

add() { as_user "$tool" add "$(basename "$1")" "$1"; }
# unpack NAME WORD… -- FILE…: sets $out, $err, $status.
unpack() {
	unpack_name=$1 unpack_words='' unpack_srcs=''
	shift
	while [ "$1" != -- ]; do unpack_words="$unpack_words $1"; shift; done
	shift
	for file; do
		item=$(add "$file")
		unpack_srcs="$unpack_srcs${unpack_srcs:+ }$item"
		unpack_words="$unpack_words src=$item"
	done
	# shellcheck disable=SC2086
	drv=$(as_user "$tool" drv "$unpack_name" builder=builtin:unpack-1 $unpack_words \
		"env=srcs=$unpack_srcs")
	run build -q "$drv"
}
tree() { (cd "$GX_STORE_ROOT$out" && find . | LC_ALL=C sort); }

# --- packages: one of the old layout, one of the new, meeting in one tree ---
cd "$scratch" || exit 1
mkdir -p p1/lib/x86 p1/bin p1/lib64 p2/usr/lib/x86 p2/usr/bin p2/usr/sbin p2/etc
echo one >p1/lib/x86/one; echo '#!/bin/sh' >p1/bin/run; chmod 755 p1/bin/run
echo ld >p1/lib64/ld.so; chmod 4755 p1/lib64/ld.so
echo two >p2/usr/lib/x86/two; echo d >p2/usr/sbin/daemon; ln p2/usr/lib/x86/two p2/usr/lib/x86/same
ln -s /etc/alternatives/x p2/usr/bin/x; ln -s x86/two p2/usr/lib/two; echo 2.0 >debian-binary
for p in p1 p2; do
	tar -C $p -cJf data.tar.xz .
	tar -C $p -czf control.tar.gz --files-from=/dev/null
	ar r $p.deb debian-binary control.tar.gz data.tar.xz 2>/dev/null
	rm data.tar.xz control.tar.gz
done
unpack flat env=layout=debian -- p1.deb p2.deb
is "$status" 0 "two packages are unpacked"
is "$(tree | tr '\n' ' ')" ". ./bin ./bin/daemon ./bin/run ./bin/x ./etc ./lib ./lib/ld.so ./lib/two ./lib/x86 ./lib/x86/one ./lib/x86/same ./lib/x86/two ./lib64 ./sbin ./usr " \
	"… into one flat tree"
is "$(readlink "$GX_STORE_ROOT$out/usr") $(readlink "$GX_STORE_ROOT$out/bin/x")" \
	". /etc/alternatives/x" "links are kept as they are"
is "$(stat -c %a "$GX_STORE_ROOT$out/lib/ld.so" "$GX_STORE_ROOT$out/bin/run" "$GX_STORE_ROOT$out/lib/x86/one" | tr '\n' ' ')" \
	"555 555 444 " "only the owner's right to execute counts"
is "$(cat "$GX_STORE_ROOT$out/lib/x86/same")" two "hard links are files"

# --- tarballs ---
mkdir -p src-1.0/sub; echo hi >src-1.0/sub/é; echo top >src-1.0/top
tar -czf src.tar.gz src-1.0
unpack src env=strip=1 -- src.tar.gz
is "$(tree | tr '\n' ' ')" ". ./sub ./sub/é ./top " "a tarball is unpacked without its first directory"
unpack whole -- src.tar.gz
is "$(tree | head -2 | tr '\n' ' ')" ". ./src-1.0 " "… or with it"
python3 -c '
import zipfile
z = zipfile.ZipFile("z.zip", "w")
z.writestr("a/b.txt", "zip\n")
z.close()'
unpack zip -- z.zip
is "$(item "$out/a/b.txt")" zip "a zip file is unpacked"
truncate -s 100M sparse; echo end >>sparse; tar -cSf sparse.tar sparse
unpack sparse -- sparse.tar
is "$(stat -c %s "$GX_STORE_ROOT$out/sparse")" 104857604 "holes are kept"

# --- harm ---
evil() { # NAME PYTHON: makes NAME.tar
	python3 -c "
import tarfile, io
t = tarfile.open('$1.tar', 'w')
def entry(name, type=tarfile.REGTYPE, link='', data=b'x'):
    i = tarfile.TarInfo(name); i.type = type; i.linkname = link
    i.size = len(data) if type == tarfile.REGTYPE else 0
    t.addfile(i, io.BytesIO(data) if i.size else None)
$2
t.close()"
	unpack "$1" -- "$1.tar"
}
evil dotdot "entry('../../evil')"
like "$err" 'leads out of the output' "a member named .. is refused"
evil through "entry('l', tarfile.SYMTYPE, '/tmp'); entry('l/evil')"
like "$err" 'leads out of the output' "a member below an absolute link is refused"
evil updown "entry('d', tarfile.DIRTYPE); entry('d/l', tarfile.SYMTYPE, '../..'); entry('d/l/evil')"
like "$err" 'leads out of the output' "a member below a link that climbs out is refused"
evil loop "entry('a', tarfile.SYMTYPE, 'b'); entry('b', tarfile.SYMTYPE, 'a'); entry('a/x')"
like "$err" 'leads out of the output' "links in a circle are refused"
evil inside "entry('d', tarfile.DIRTYPE); entry('l', tarfile.SYMTYPE, 'd'); entry('l/fine')"
is "$(tree | tr '\n' ' ')" ". ./d ./d/fine ./l " "a link to a directory inside may be followed"
evil hard "entry('h', tarfile.LNKTYPE, '/etc/passwd')"
is "$status" 1 "a hard link to what was not unpacked is refused"
evil device "entry('dev', tarfile.CHRTYPE)"
like "$err" 'device' "a device is refused"
evil fifo "entry('fifo', tarfile.FIFOTYPE)"
like "$err" 'pipe' "a pipe is refused"
evil absolute "entry('/abs')"
is "$(tree | tr '\n' ' ')" ". ./abs " "an absolute name is taken as a relative one"
evil overlink "entry('f', tarfile.SYMTYPE, '/etc/passwd'); entry('f', data=b'mine')"
is "$(item "$out/f")" mine "a file replaces a link rather than its target"
evil dirlink "entry('d', tarfile.DIRTYPE); entry('d/x'); entry('d', tarfile.SYMTYPE, 'e')"
like "$err" 'would replace a directory' "a link does not replace a directory"
head -c 3000 src.tar.gz >cut.tar.gz; head -c 300 /dev/urandom >noise
head -c 100 src.tar.gz >cut.tar.gz
unpack cut -- cut.tar.gz
is "$status" 1 "a cut archive is refused"
unpack noise -- noise
is "$status" 1 "noise is refused"
drv=$(as_user "$tool" drv none builder=builtin:unpack-1)
run build -q "$drv"
like "$err" 'names nothing to unpack' "an empty list is refused"
drv=$(as_user "$tool" drv none builder=builtin:nonsense)
run build -q "$drv"
like "$err" 'no builtin builder .nonsense' "an unknown builtin is named"

# --- what a builtin sees ---
is "$(find "$GX_STORE_ROOT/gnu/store" -name 'build.*' | wc -l)" 0 "no build folder is left"
done_testing
