#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Mistakes in the files of a channel: told with channel, commit, file, line, column and excerpt.
# shellcheck source=tests/shell/lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/lib.sh"
need git

fresh_store
HOME=$scratch/home GIT_CONFIG_GLOBAL=$scratch/gitconfig XDG_CONFIG_HOME=$scratch/config
export HOME GIT_CONFIG_GLOBAL XDG_CONFIG_HOME
unset GX_CHANNELS GX_OFFLINE
mkdir -p "$HOME" "$scratch/bad/src/my"
git config --global user.name tester
git config --global user.email tester@example.org
cd "$scratch" || exit 1

# module NAME [SED-SCRIPT]: a module of the channel that defines the package NAME.
module() {
	sed -e "s/NAME/$1/g" -e "${2:-}" >bad/src/my/"$1".scm <<-'END'
	(define-module (my NAME)
	  #:use-module (guix packages)
	  #:use-module (guix gexp)
	  #:use-module (guix build-system trivial)
	  #:use-module ((guix licenses) #:prefix license:))

	(define-public NAME
	  (package
	    (name "NAME")
	    (version "1")
	    (source #f)
	    (build-system trivial-build-system)
	    (arguments (list #:builder #~(mkdir #$output)))
	    (home-page #f)
	    (synopsis "One")
	    (description "One.")
	    (license license:expat)))
	END
}
module good
module unbound 's/"One")/(string-apend "O" "ne"))/'
module syntax 's/(home-page #f)/(let ((x)) x)/'
module missing 's/(guix gexp)/(guix gexpp)/'
module field 's/(synopsis/(sinopsis/'
module paren 's/expat)))/expat))/'
module variable 's/(home-page/(inputs (list libfooo)) &/'
module asker 's/(home-page/(inputs (list (specification->package "hello-nope"))) &/
	s/(guix gexp)/(guix gexp) #:use-module (gnu packages)/'
module call 's/(version "1")/(version (string-append "1" 2))/'
module importer 's/(guix gexp)/(guix gexp) #:use-module (my unbound)/
	s/(version "1")/(version (package-version unbound))/'
echo '(channel (version 0) (directory "src"))' >bad/.guix-channel
git init -q bad
git -C bad add -A
git -C bad commit -q -m bad
commit=$(git -C bad rev-parse HEAD | cut -c1-7)
echo "(cons (channel (name 'bad) (url \"$scratch/bad\")) %default-channels)" >channels.scm

# wrong MODULE PLACE REGEXP SENTENCE: a manifest that uses MODULE fails there, with these words.
wrong() {
	echo "(use-modules (my $1)) (packages->manifest (list $1))" >manifest.scm
	run gx build -n -m manifest.scm
	is "$status" 1 "$4"
	like "$err" "error: channel bad@$commit: src/my/$2: .*$3" "is told with channel, commit, file and place"
	like "$err" '^ +[0-9]+ \| ' "and the line"
	like "$err" '^ +\| +\^' "and a caret"
}
wrong unbound unbound.scm:15:16 'string-apend: unbound variable' "an unbound variable"
like "$err" "did you mean 'string-append'" "with a proposal"
wrong syntax syntax.scm:14:5 "let" "a syntax error"
wrong missing missing.scm:3:16 'no module \(guix gexpp\)' "a missing module"
like "$err" "did you mean '\(guix gexp\)'" "with a proposal"
wrong field field.scm:15:5 'sinopsis' "a wrong field"
wrong paren paren.scm:7:1 'never closed' "a parenthesis that is not closed"
like "$err" "^channel bad@$commit: src/my/paren.scm:17:[0-9]+: the file ends here" "with the end of the file"
wrong variable variable.scm:14:19 'unbound variable: libfooo' "an unbound input"
wrong asker asker.scm:14:43 'unknown package hello-nope' "an unknown package"
wrong call call.scm:10:14 'expected a string, not 2' "a wrong argument"
wrong importer unbound.scm:15:16 'string-apend: unbound variable' "a module that needs a wrong one"

run gx time-machine -C channels.scm -- build -n unbound
is "$status" 1 "a package by name whose module is wrong"
like "$err" "error: channel bad@$commit: src/my/unbound.scm:15:16: string-apend: unbound variable" "is told at the cause"
run gx time-machine -C channels.scm -- build -n paren
like "$err" "error: channel bad@$commit: src/my/paren.scm:7:1: .*never closed" "for modules that cannot be read as well"
run gx time-machine -C channels.scm -- build -n nobodys
like "$err" "error: unknown package nobodys" "and one that nobody has is unknown"

echo "(use-modules (my good)) (packages->manifest (list good))" >manifest.scm
run gx build -n -m manifest.scm
is "$status" 0 "what is right is not hindered by its neighbours"
echo '(use-modules (my good)) (packages->manifest (list goood))' >manifest.scm
run gx build -n -m manifest.scm
like "$err" 'manifest.scm:1:[0-9]+: goood: unbound variable' "the user's own mistake stays where it is"

echo '(channel (version 0) (directry "src"' >bad/.guix-channel
git -C bad commit -q -a -m meta
rm channels.lock
run gx build -n -m manifest.scm
like "$err" "channel bad@[0-9a-f]{7}: .guix-channel:1:22: " "a wrong .guix-channel is shown"
like "$err" '^ +1 \| \(channel \(version 0\)' "with its line"
done_testing
