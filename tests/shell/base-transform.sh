#!/bin/sh
# A package changed by options is really built: its source patched, its flags added, its tests
# left out; and what a profile remembers of that.
# shellcheck source=tests/shell/base-lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/base-lib.sh"
need tar diff
shared_store
cd "$scratch" || exit 1

run gx build -S hello
is "$status" 0 "the source of a package"
mkdir a && tar -C a --strip-components=1 -xf "$GX_STORE_ROOT$out"
cp -r a b
sed -i 's/Hello, world!/Hello, patched world!/' b/src/hello.c
diff -u a/src/hello.c b/src/hello.c >greeting.patch
options="--with-patch=hello=greeting.patch --with-configure-flag=hello=--disable-nls --without-tests=hello"
# shellcheck disable=SC2086
run gx build $options hello
is "$status" 0 "with a patch, a flag, and without tests it is built"
[ "$status" -eq 0 ] || printf '%s\n' "$err" | sed 's/^/# /'
changed=$out
# shellcheck disable=SC2086
run gx shell $options hello -- hello
is "$out" "Hello, patched world!" "and does what the patch says"
run gx build --log-file "$changed"
like "$(gzip -dc "$out")" 'configure.*--disable-nls' "the flag reached configure"
unlike "$(gzip -dc "$out")" 'make check' "no test was run"
run gx shell hello -- hello
is "$out" "Hello, world!" "the plain package is another one"

# shellcheck disable=SC2086
run gx package -p profile $options -i hello
is "$status" 0 "it is installed in a profile"
run gx package -p profile -u
like "$err" "nothing to be done" "whose upgrade applies the same options"
run gx shell -p profile -- hello
is "$out" "Hello, patched world!" "so that the patch stays"

# --- sources and inputs of small packages ---------------------------------------------------------------
mkdir -p modules/words text new repo
echo one >text/text
echo two >new/text
cat >modules/words/packages.scm <<'M'
(define-module (words packages)
  #:use-module (guix packages) #:use-module (guix gexp) #:use-module (guix build-system trivial)
  #:use-module ((guix licenses) #:prefix license:))
(define (words name* text)
  (package
    (name name*) (version "1")
    (source (local-file text "text" #:recursive? #t))
    (build-system trivial-build-system)
    (arguments
     (list #:builder
           #~(begin
               (mkdir #$output)
               (copy-file (string-append (assoc-ref %build-inputs "source") "/text")
                          (string-append #$output "/text")))))
    (home-page "https://example.org") (synopsis "Words") (description "Words.")
    (license license:gpl3+)))
(define here (dirname (search-path %load-path "words/packages.scm")))
(define-public some-words (words "some-words" (string-append here "/../../text")))
(define-public other-words (words "other-words" (string-append here "/../../new")))
(define-public phrase
  (package
    (inherit some-words)
    (name "phrase") (source #f)
    (inputs (list some-words))
    (arguments
     (list #:builder
           #~(begin
               (mkdir #$output)
               (copy-file #$(file-append (this-package-input "some-words") "/text")
                          (string-append #$output "/phrase")))))))
M
phrase() {
	run gx build -L modules "$@" phrase
	[ "$status" -eq 0 ] && cat "$GX_STORE_ROOT$out/phrase"
}
is "$(phrase)" one "a package is built from what it needs"
is "$(phrase --with-input=some-words=other-words)" two "--with-input: from another one"
echo three >new/text
is "$(phrase --with-source=some-words=new)" three "--with-source: its input from another directory"
if command -v git >/dev/null; then
	commit() {
		echo "$1" >repo/text
		git -C repo add . && git -C repo -c user.name=x -c user.email=x@y commit -q -m "$1"
	}
	git init -q repo
	commit four
	old=$(git -C repo rev-parse HEAD)
	git -C repo branch side
	commit five
	is "$(phrase --with-git-url=some-words=repo)" five "--with-git-url: from a repository"
	is "$(phrase --with-git-url=some-words=repo --with-branch=some-words=side)" four \
		"--with-branch: another branch of it"
	is "$(phrase --with-git-url=some-words=repo --with-commit=some-words="$old")" four \
		"--with-commit: a commit"
fi
done_testing
