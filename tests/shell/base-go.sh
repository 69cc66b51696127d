#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# go-build-system: a library, a program that imports it, their tests.
# shellcheck source=tests/shell/base-lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/base-lib.sh"
shared_store
cd "$scratch" || exit 1

mkdir greet hello
cat >greet/greet.go <<'END2'
package greet

func Greeting() string { return "hello from a library" }
END2
cat >hello/hello.go <<'END2'
package main

import (
	"fmt"
	"example.org/greet"
)

func twice(n int) int { return 2 * n }

func main() { fmt.Println(greet.Greeting(), twice(21)) }
END2
cat >hello/hello_test.go <<'END2'
package main

import "testing"

func TestTwice(t *testing.T) {
	if twice(2) != 4 {
		t.Fatal("arithmetic")
	}
}
END2
cat >hello.scm <<'END2'
(use-modules (guix build-system go) (guix gexp) ((guix licenses) #:prefix license:)
             (guix packages))

(define greet
  (package
    (name "go-example-org-greet")
    (version "1")
    (source (local-file "greet" #:recursive? #t))
    (build-system go-build-system)
    (arguments (list #:import-path "example.org/greet"))
    (home-page "https://example.org")
    (synopsis "Greet")
    (description "A library.")
    (license license:expat)))

(package
  (inherit greet)
  (name "go-hello")
  (source (local-file "hello" #:recursive? #t))
  (arguments
   (list #:import-path "example.org/hello"
         #:unpack-path "example.org/hello"
         #:install-source? #f
         #:build-flags #~'("-tags=example")))
  (inputs (list greet)))
END2
run gx build -f hello.scm
is "$status" 0 "a Go program is built with its library"
hello=$GX_STORE_ROOT$out/bin/hello
is "$("$hello" 2>&1)" "hello from a library 42" "it runs"
ok "its source is not installed" test ! -e "$GX_STORE_ROOT$out/src"
unlike "$(strings -a "$hello" | grep -F /gnu/store/ | head -n 1)" '-go-1\.' "nor does it name the compiler"
sed -i 's/!= 4/!= 5/' hello/hello_test.go
run gx build -f hello.scm
ok "a test that fails fails the build" test "$status" -ne 0
like "$err" 'arithmetic' "and says why"
done_testing
