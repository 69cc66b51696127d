# shellcheck shell=sh
# For tests of profiles: a store of the test's own, and packages that a builtin builder unpacks
# from small archives, so that nothing is downloaded or compiled.
# shellcheck source=tests/shell/lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/lib.sh"

# toy NAME VERSION FILE…: the archive of a package; FILE is a name below its root.
toy() {
	toy_dir=$modules/$1-$2
	rm -rf "$toy_dir"
	for toy_file in "$@"; do
		case $toy_file in
		*/*) mkdir -p "$toy_dir/$(dirname "$toy_file")"
			printf '#!/bin/sh\necho %s %s\n' "$1" "$2" >"$toy_dir/$toy_file"
			chmod 755 "$toy_dir/$toy_file" ;;
		esac
	done
	tar -C "$toy_dir" -cf "$modules/$1-$2.tar" .
}

# define NAME VERSION [FIELD…]: one line of Scheme a package, for write_channel.
define() {
	toy_name=$1 toy_version=$2
	shift 2
	printf '(define-public %s-%s (toy "%s" "%s" %s))\n' "$toy_name" "$toy_version" \
		"$toy_name" "$toy_version" "$*"
}

# write_channel: $modules/toys/packages.scm from standard input, lines that `define' makes.
write_channel() {
	mkdir -p "$modules/toys"
	{
		cat <<-'M'
		(define-module (toys packages)
		  #:use-module (guix packages) #:use-module (guix gexp) #:use-module (guix store)
		  #:use-module (guix derivations) #:use-module (guix build-system)
		  #:use-module (guix search-paths) #:use-module (guix utils)
		  #:use-module ((guix licenses) #:prefix license:)
		  #:use-module (srfi srfi-1))
		(define (build name inputs . rest)
		  (lambda (store)
		    (let ((source (second (assoc "source" inputs))))
		      (call-with-values
		          (lambda () ((lower-object source) store))
		        (lambda (item store)
		          (values (derivation store name "builtin:unpack-1" '()
		                              #:sources (list item)
		                              #:env-vars `(("srcs" . ,item))
		                              #:local-build? #t)
		                  store))))))
		(define unpack-build-system
		  (build-system
		    (name 'unpack) (description "unpack an archive")
		    (lower (lambda* (name #:key source inputs outputs system target
		                     #:allow-other-keys)
		             (bag (name name) (system system) (target target)
		                  (build-inputs `(("source" ,source) ,@inputs))
		                  (outputs outputs) (build build) (arguments '()))))))
		(define here (dirname (search-path %load-path "toys/packages.scm")))
		(define* (toy name* version* #:key (propagated '()) (paths '()) (properties* '()))
		  (package
		    (name name*) (version version*)
		    (source (local-file (string-append here "/../" name* "-" version* ".tar")))
		    (build-system unpack-build-system)
		    (propagated-inputs propagated)
		    (native-search-paths paths)
		    (properties properties*)
		    (home-page "https://example.org") (synopsis (string-append "Toy " name*))
		    (description "A toy.") (license license:gpl3+)))
		M
		cat
	} >"$modules/toys/packages.scm"
}

fresh_store
HOME=$scratch/home
export HOME
modules=$scratch/modules
mkdir "$HOME" "$modules" "$scratch/work"
cd "$scratch/work" || exit 1
package() { run gx package -L "$modules" "$@"; }
