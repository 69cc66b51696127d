#!/bin/sh
# Options that change packages (--with-input and its kin): what they do to derivations, on gx
# build, shell and env alike.  Nothing is built.
# shellcheck source=tests/shell/lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/lib.sh"

fresh_store
HOME=$scratch/home
export HOME
mkdir "$HOME" "$scratch/work"
cd "$scratch/work" || exit 1

drv() { run gx build -d "$@"; }
# The texts of a derivation and of all that it needs.
closure() {
	gx gc -R "$1" | sed "s|^|$GX_STORE_ROOT|" | xargs cat 2>/dev/null
}
# has DRV REGEXP SENTENCE
has() { closure "$1" >"$scratch/closure"; ok "$3" grep -qE -e "$2" "$scratch/closure"; }

drv hello
plain=$out
like "$plain" '-hello-[0-9.]+\.drv$' "the plain package"
version=$(printf '%s\n' "$plain" | sed 's/.*-hello-\(.*\)\.drv/\1/')

# --- with-input: the whole graph, implicit inputs too ------------------------------------------------
drv --with-input=bash=coreutils hello
is "$status" 0 "--with-input replaces an implicit input of everything, soon"
builder=$(gx gc -R "$out" | grep -E -- '-hello-[0-9.]+-builder$')
ok "in the package's own builder" \
	grep -q '"bash" \. "/gnu/store/[a-z0-9]*-coreutils' "$GX_STORE_ROOT$builder"
builder=$(gx gc -R "$out" | grep -E -- '-patch-[0-9.]+-builder$')
ok "and in those of what it needs" \
	grep -q '"bash" \. "/gnu/store/[a-z0-9]*-coreutils' "$GX_STORE_ROOT$builder"
ok "and another derivation results" test "$out" != "$plain"
again=$out
drv --with-input=bash=coreutils hello
is "$out" "$again" "the same one each time"
drv --with-input=grep=sed hello sed
is "$(printf '%s\n' "$out" | wc -l)" 2 "it concerns all packages of the command"
drv --with-input=hello=sed hello
like "$out" '-sed-' "a package can be replaced itself"
drv --with-graft=bash=coreutils hello
is "$out" "$again" "--with-graft rebuilds"
like "$err" 'nothing is grafted' "and says so"
drv --with-input=no-such-thing=sed hello
is "$out" "$plain" "an option for a package that is not there changes nothing"
like "$err" 'no-such-thing.*has no effect' "and that is told"
drv --with-input=grep=sde hello
is "$status" 1 "an unknown replacement fails"
like "$err" "unknown package sde" "by name"
drv --with-input=grep hello
is "$status" 2 "half an option is a usage error"

# --- arguments -----------------------------------------------------------------------------------------
drv --with-configure-flag=hello=--with-gx-test-flag hello
has "$out" 'with-gx-test-flag' "--with-configure-flag reaches the builder"
drv --without-tests=hello hello
has "$out" 'tests\? #f' "--without-tests too"
first=$out
drv --with-debug-info=hello hello
has "$out" 'strip-binaries\? #f' "so does --with-debug-info"
drv --without-tests=hello --with-debug-info=hello hello
ok "options combine" test "$out" != "$first"

# --- sources ---------------------------------------------------------------------------------------------
mkdir hello-7.1
echo 'this is hello' >hello-7.1/README
tar -cf hello-7.2.tar hello-7.1
drv --with-source=hello-7.1 hello
like "$out" '-hello-7.1.drv$' "--with-source takes a directory, and its version"
joined=$out
drv --with-source hello-7.1 hello
is "$out" "$joined" "as the next argument, too"
like "$(gx gc -R "$out")" '-hello-7.1$' "whose content is in the store"
drv --with-source=hello=hello-7.2.tar hello
like "$out" '-hello-7.2.drv$' "or a file"
drv --with-source=hello@8=hello-7.2.tar hello
like "$out" '-hello-8.drv$' "with another version, if one is given"
drv --with-source=hello=nowhere.tar hello
is "$status" 1 "a source that is not there fails"
like "$err" "nowhere.tar: no such file" "by name"
cat >fix.patch <<'P'
--- a/README
+++ b/README
@@ -1 +1 @@
-one
+two
P
drv --with-patch=hello=fix.patch hello
has "$out" 'fix\.patch' "--with-patch adds a patch to the source"
drv --with-version="hello=$version" hello
is "$out" "$plain" "--with-version takes a version that the channels have"
drv --with-version=hello=99 hello
is "$status" 1 "and fails for another"
drv --with-latest=hello hello
is "$status" 1 "--with-latest is refused"
like "$err" "with-latest is not supported" "with the reason"

# --- Git ------------------------------------------------------------------------------------------------
if command -v git >/dev/null; then
	git init -q repo
	echo one >repo/file
	commit() {
		git -C repo add . && git -C repo -c user.name=x -c user.email=x@y commit -q -m x
	}
	commit
	git -C repo branch side/one
	old=$(git -C repo rev-parse HEAD)
	echo two >repo/file
	commit
	drv --with-git-url=hello=repo hello
	like "$(gx gc -R "$out")" "-repo-$(git -C repo rev-parse HEAD | cut -c1-7)" \
		"--with-git-url takes the newest commit"
	drv --with-git-url=hello=repo --with-branch=hello=side/one hello
	like "$out" '-hello-git.side-one.drv$' "--with-branch another branch"
	drv --with-commit="hello=$old" --with-git-url=hello=repo hello
	like "$out" "-hello-git.$(printf %.7s "$old").drv\$" "--with-commit a commit"
	checkout=$(gx gc -R "$out" | grep -E -- '-repo-[0-9a-f]{7}$')
	is "$(cat "$GX_STORE_ROOT$checkout/file")" one "whose content is in the store"
	drv --with-branch=hello=main hello
	like "$err" "does not come from a Git repository" "both need a package that comes from Git"
else
	skip "packages from Git" "git is not installed"
fi

# --- other commands ----------------------------------------------------------------------------------------
profile_of() { run gx "$@" -n; printf '%s\n' "$err" | grep -oE '[a-z0-9]{32}-profile' | tail -1; }
plain=$(profile_of shell hello)
changed=$(profile_of shell --without-tests=hello hello)
ok "gx shell makes another profile" test -n "$changed" -a "$changed" != "$plain"
drv -e '((@ (gnu packages) specification->package) "hello")' --without-tests=hello
is "$out" "$first" "expressions are changed like names"
plain=$(profile_of shell -e '((@ (gnu packages) specifications->manifest) (list "sed"))')
changed=$(profile_of shell --without-tests=sed -e '((@ (gnu packages) specifications->manifest) (list "sed"))')
ok "so is the manifest that an expression gives" test -n "$changed" -a "$changed" != "$plain"
run gx pack -d --without-tests=hello hello
has "$out" "$(basename "$first")" "gx pack takes the changed package"
run gx shell --export-manifest --without-tests=hello hello
like "$out" "\(\(without-tests \. \"hello\"\)\)" \
	"--export-manifest tells the change"
printf '%s\n' "$out" >manifest.scm
run gx build -d -m manifest.scm
is "$out" "$first" "and what it prints gives the same package"
done_testing
