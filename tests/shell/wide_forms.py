# SPDX-License-Identifier: GPL-3.0-or-later
"""How the packages of a wide channel are written: one class for each manner; see wide-channel.py."""
from wide_parts import git_source, indent, input_list, package, public, tarball


class Form:
    inherits = False            # evaluating it needs the parent
    takes_inputs = True
    parent_ok = True            # others may inherit from it
    input_ok = True
    every = 1                   # one in how many modules has such forms

    def settle(self, p):
        """Decide what depends on the parent."""
        p.can_be_parent, p.can_be_input = self.parent_ok, self.input_ok

    def text(self, p):
        raise NotImplementedError


class Plain(Form):
    def text(self, p):
        return public(p, package(p))


class Inherit(Form):
    inherits = True

    def text(self, p):
        if not p.parent:
            return public(p, package(p))
        return public(p, package(p, parent=p.module.ref(p.parent)))


class SameVersion(Inherit):
    """Only the name is its own; the version comes from the parent."""

    def settle(self, p):
        super().settle(p)
        if p.parent:
            p.version = p.parent.version

    def text(self, p):
        if not p.parent:
            return public(p, package(p))
        return public(p, f'(package\n    (inherit {p.module.ref(p.parent)})\n    (name "{p.name}")'
                         f"\n    (inputs (list {input_list(p)})))")


class PackageInherit(Inherit):
    def text(self, p):
        if not p.parent:
            return public(p, package(p))
        return public(p, f'(package/inherit {p.module.ref(p.parent)}\n    (name "{p.name}")\n'
                         f'    (version "{p.version}")\n    (inputs (list {input_list(p)})))')


class Hidden(Form):
    parent_ok = False

    def settle(self, p):
        super().settle(p)
        p.visible = False

    def text(self, p):
        if p.number % 2:
            return public(p, f"(hidden-package\n   {indent(package(p), 1)})")
        return public(p, package(p, extra="\n    (properties '((hidden? . #t)))"))


class Private(Form):
    """Neither exported nor reachable from elsewhere."""
    parent_ok = input_ok = False

    def settle(self, p):
        super().settle(p)
        p.visible = False

    def text(self, p):
        return f"(define {p.variable}\n  {package(p)})"


class Superseded(Form):
    every = 4
    inherits, takes_inputs, parent_ok, input_ok = True, False, False, False

    def settle(self, p):
        super().settle(p)
        if p.parent:
            p.superseded, p.version = True, p.parent.version

    def text(self, p):
        if not p.parent:
            return public(p, package(p))
        parent = p.module.ref(p.parent)
        if p.number % 2:
            return f"(define-deprecated-package {p.variable} {parent})"
        return public(p, f'(deprecated-package "{p.name}" {parent})')


class ComputedName(Form):
    def text(self, p):
        return public(p, package(p, name=f'(string-append "w" (number->string {p.number}))',
                                 version=f'(string-join \'("{p.version[:1]}" "{p.version[2:]}") ".")'))


class OtherVersion(Form):
    """The version is a variable of this module."""

    def text(self, p):
        return (f'(define %version-{p.number} "{p.version}")\n\n' +
                public(p, package(p, version=f"%version-{p.number}")))


class LetCommit(Form):
    def settle(self, p):
        super().settle(p)
        p.version = f"0.{p.number % 9}-1.{p.number:040x}"[:len("0.0-1.") + 7]

    def text(self, p):
        body = package(p, version=f'(git-version "0.{p.number % 9}" revision commit)',
                       source=git_source(p))
        return public(p, f'(let ((commit "{p.number:040x}")\n        (revision "1"))\n    '
                         f"{indent(body, 2)})")


class LocalMacro(Form):
    every = 4

    def text(self, p):
        p.module.helper("""(define-syntax-rule (define-tool variable tool-name tool-version needed ...)
  (define-public variable
    (package
      (name tool-name)
      (version tool-version)
      (source #f)
      (build-system trivial-build-system)
      (arguments (list #:builder #~(mkdir #$output)))
      (inputs (list needed ...))
      (home-page #f)
      (synopsis "A tool")
      (description "Made by a macro of this module.")
      (license license:expat))))""")
        return f'(define-tool {p.variable} "{p.name}" "{p.version}" {input_list(p)})'


class NumberedMacro(Form):
    """The macro makes the variable's name, which stands nowhere."""
    every = 4

    def text(self, p):
        p.module.helper("""(define-syntax define-numbered
  (lambda (s)
    (syntax-case s ()
      ((_ number tool-version needed ...)
       (with-syntax ((variable (datum->syntax
                                s (string->symbol
                                   (string-append
                                    "w" (number->string (syntax->datum #'number)))))))
         #'(define-public variable
             (package
               (name (symbol->string 'variable))
               (version tool-version)
               (source #f)
               (build-system trivial-build-system)
               (arguments (list #:builder #~(mkdir #$output)))
               (inputs (list needed ...))
               (home-page #f)
               (synopsis "A numbered tool")
               (description "Nobody wrote its name.")
               (license license:expat))))))))""")
        return f'(define-numbered {p.number} "{p.version}" {input_list(p)})'


class TableMacro(Form):
    every = 4

    def text(self, p):
        p.module.helper("""(define-syntax define-table
  (syntax-rules ()
    ((_ (variable row-version needed) ...)
     (begin
       (define-public variable
         (package
           (name (symbol->string 'variable))
           (version row-version)
           (source #f)
           (build-system trivial-build-system)
           (arguments (list #:builder #~(mkdir #$output)))
           (inputs needed)
           (home-page #f)
           (synopsis "A row")
           (description "A row of a table.")
           (license license:expat)))
       ...))))""")
        return f'(define-table\n  ({p.variable} "{p.version}" (list {input_list(p)})))'


class SharedMacro(Form):
    """A macro of (wide support)."""
    every = 4

    def text(self, p):
        return (f'(define-shared-package {p.variable} ({p.version.replace(".", " ")})\n'
                f"  {input_list(p)})")


class Procedure(Form):
    def text(self, p):
        p.module.helper("""(define (make-variant name version . needed)
  "Return a package NAME at VERSION that uses NEEDED, procedures."
  (package
    (name name)
    (version version)
    (source #f)
    (build-system trivial-build-system)
    (arguments (list #:builder #~(mkdir #$output)))
    (inputs (map (lambda (package) (package)) needed))
    (home-page #f)
    (synopsis "A variant")
    (description "Made by a procedure.")
    (license license:expat)))""")
        needed = " ".join(f"(lambda () {p.module.ref(q)})" for q in p.inputs)
        return public(p, f'(make-variant "{p.name}" "{p.version}" {needed})')


class Keywords(Form):
    def text(self, p):
        return (f'(define* (make-{p.variable} #:key (version "{p.version}") (prefix "w"))\n  ' +
                package(p, name=f'(string-append prefix "{p.number}")', version="version") + ")\n\n" +
                public(p, f"(make-{p.variable})"))


class Parameter(Form):
    def text(self, p):
        p.module.helper('(define %suffix (make-parameter "none"))')
        body = package(p, name='(string-append "w" (%suffix))')
        return public(p, f'(parameterize ((%suffix "{p.number}"))\n    {indent(body, 2)})')


class Matched(Form):
    def text(self, p):
        body = package(p, name="name", version="version")
        return public(p, f"(match '(\"{p.name}\" . \"{p.version}\")\n    ((name . version)\n     "
                         f"{indent(body, 3)}))")


class Record(Form):
    every = 10

    def text(self, p):
        p.module.helper("""(define-record-type <release>
  (make-release name version)
  release?
  (name release-name)
  (version release-version))""")
        return (f'(define %release-{p.number} (make-release "{p.name}" "{p.version}"))\n\n' +
                public(p, package(p, name=f"(release-name %release-{p.number})",
                                  version=f"(release-version %release-{p.number})")))


class LateExport(Form):
    def text(self, p):
        p.module.late.append(p.variable)
        return f"(define {p.variable}\n  {package(p)})"


class HeaderExport(Form):
    def text(self, p):
        p.module.exports.append(p.variable)
        return f"(define {p.variable}\n  {package(p)})"


class Values(Form):
    every = 4

    def text(self, p):
        p.module.late.append(p.variable)
        return (f"(define-values ({p.variable} unused-{p.number})\n  (values\n   "
                f"{indent(package(p), 1)}\n   'unused))")


class Begin(Form):
    every = 10

    def text(self, p):
        return (f'(begin\n  (define note-{p.number} "{p.version}")\n  (define-public {p.variable}\n    '
                f"{indent(package(p, version=f'note-{p.number}'), 2)}))")


class CondExpand(Form):
    every = 10

    def text(self, p):
        return (f"(cond-expand\n  (guile-3\n   (define-public {p.variable}\n     "
                f"{indent(package(p), 3)}))\n  (else\n   (define-public {p.variable} #f)))")


class Replaced(Form):
    def text(self, p):
        fixed = f"{p.variable}/fixed"
        return (public(p, package(p, extra=f"\n    (replacement {fixed})")) +
                f"\n\n(define {fixed}\n  (package\n    (inherit {p.variable})\n"
                f'    (version "{p.version}a")))')


class Assigned(Form):
    """What is defined first is replaced by an assignment."""
    parent_ok = False
    every = 10

    def text(self, p):
        return (public(p, package(p, version='"0"')) +
                f'\n\n(set! {p.variable}\n  (package\n    (inherit {p.variable})\n'
                f'    (version "{p.version}")))')


class RunTime(Form):
    """Defined and exported by a procedure call: no form defines it."""
    parent_ok = input_ok = False
    every = 10

    def text(self, p):
        return (f"(for-each\n (lambda (variable)\n   (module-define! (current-module) variable\n     "
                f"{indent(package(p, name='(symbol->string variable)'), 3)})\n"
                f"   (module-export! (current-module) (list variable)))\n '({p.variable}))")


class Conditional(Form):
    def text(self, p):
        return public(p, f'(if (string=? "a" "b")\n      #f\n      {indent(package(p), 4)})')


class Deceptive(Form):
    """Text that looks like forms, characters that look like delimiters."""

    def text(self, p):
        looks = (f'First line: naïve “quotes”, 日本語, \\"escaped\\".\n'
                 f"(define-public {p.variable}-fake\n  (package (name \\\"fake\\\")\n"
                 f"; not a comment, and #| no block either\n(unbalanced (")
        return (f"#| A comment that holds a form:\n(define-public {p.variable}-commented\n"
                f"  (package (name \"no\")))\n   #| and another |# still inside |#\n"
                f"#;(define-public {p.variable}-datum (package (name \"no\")))\n"
                f"(define delimiters-{p.number} (list #\\( #\\) #\\\" #\\; #\\# #\\| '#{{odd (name}}#))\n\n"
                + public(p, package(p, description=looks)))


class Outputs(Form):
    def text(self, p):
        return public(p, package(p, extra="\n    (outputs '(\"out\" \"doc\"))",
                                 builder="(list #:builder #~(begin (mkdir #$output)"
                                         " (mkdir #$output:doc)))"))


class Gnu(Form):
    def text(self, p):
        phases = f"""(list #:tests? #f
           #:phases
           #~(modify-phases %standard-phases
               (delete 'configure)
               (add-before 'build 'say
                 (lambda* (#:key inputs #:allow-other-keys)
                   (setenv "NUMBER" "{p.number}")))))"""
        return public(p, package(p, build_system="gnu-build-system", source=tarball(p),
                                 builder=phases))


class OldLabels(Form):
    def text(self, p):
        labels = " ".join(f'("in{i}" ,{p.module.ref(q)})' for i, q in enumerate(p.inputs))
        return public(p, package(p).replace(f"(inputs (list {input_list(p)}))", f"(inputs `({labels}))"))


class EvalWhen(Form):
    every = 10

    def text(self, p):
        p.module.helper("""(eval-when (expand load eval)
  (define (upper-name symbol)
    "Return SYMBOL's name in capitals."
    (string-upcase (symbol->string symbol))))

(define-syntax shout
  (lambda (s)
    (syntax-case s ()
      ((_ word) (datum->syntax s (upper-name (syntax->datum #'word)))))))""")
        return public(p, package(p, builder=f"(list #:builder #~(begin (mkdir #$output)"
                                            f" (display #$(shout {p.variable}))))"))


class Included(Form):
    """The form stands in another file."""
    every = 10

    def text(self, p):
        p.module.included.append((f"{p.module.path}-{p.number}.inc", public(p, package(p)) + "\n"))
        return f'(include-from-path "{p.module.path}-{p.number}.inc")'


class Flavoured(Form):
    """The version is a variable that several imports have: the last of them counts."""

    def settle(self, p):
        super().settle(p)
        found = p.module.flavours() if p.module.kind == "ring" else [p.module]
        p.flavoured = bool(found)
        if found:
            p.version = found[-1].flavour

    def text(self, p):
        return public(p, package(p, version="%flavour" if p.flavoured else None))


class Alias(Form):
    every = 4

    def text(self, p):
        return (public(p, package(p)) + f"\n\n(define-public {p.variable}-alias {p.variable})\n"
                f"(define-deprecated/public-alias {p.variable}-older {p.variable})")


class Delayed(Form):
    """Refers to a variable of another module by (@ …), and to one defined further down."""

    def text(self, p):
        inputs = " ".join(p.module.ref(q) if q.module.kind == "ring" else
                          f"(@ {q.module.name} {q.variable})" for q in p.inputs)
        return (public(p, package(p).replace(f"(inputs (list {input_list(p)}))",
                                             f"(inputs (map force (list-{p.number})))")) +
                f"\n\n(define (list-{p.number})\n  (map (lambda (package) (delay package)) (list {inputs})))")


_COMMON = [Plain(), Inherit(), Plain(), SameVersion(), Gnu(), Plain()]
_RARE = [LocalMacro(), PackageInherit(), Hidden(), Private(), Superseded(), ComputedName(), OtherVersion(),
         LetCommit(), NumberedMacro(), TableMacro(), SharedMacro(), Procedure(), Keywords(),
         Parameter(), Matched(), Record(), LateExport(), HeaderExport(), Values(), Begin(),
         CondExpand(), Replaced(), Assigned(), Conditional(), Deceptive(), Outputs(),
         OldLabels(), EvalWhen(), Included(), Flavoured(), Alias(), Delayed(), RunTime()]
# Two thirds of the packages are written in the usual manners.
FORMS = [f for rare in _RARE for f in (rare, _COMMON[_RARE.index(rare) % 6],
                                       _COMMON[(_RARE.index(rare) + 1) % 6])]
