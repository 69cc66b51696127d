# SPDX-License-Identifier: GPL-3.0-or-later
"""How the packages of a wide channel are written: one class for each manner; see wide-channel.py."""


class Package:
    def __init__(self, number, module, rank):
        self.number, self.module, self.rank = number, module, rank
        self.variable = f"w{number}"
        self.inputs, self.parent, self.form = [], None, None
        self.visible, self.superseded = True, False
        self.can_be_parent = self.can_be_input = False

    def needs(self):
        return self.inputs + ([self.parent] if self.form.inherits and self.parent else [])


class Module:
    def __init__(self, kind, number):
        self.kind, self.number = kind, number
        self.order = number if kind == "base" else 10**6
        self.short = f"{kind[0]}{number:03}"
        self.name = f"(wide base {self.short})" if kind == "base" else f"(wide {self.short})"
        self.path = f"wide/base/{self.short}" if kind == "base" else f"wide/{self.short}"
        self.imports, self.packages, self.reexports = [], [], []
        self.names, self.used = {}, {}          # how others' packages are called; which are used
        self.exports, self.late, self.helpers, self.included = [], [], [], []

    def use(self, other, style):
        if other is not self and all(m is not other for m, _ in self.imports):
            self.imports.append((other, style))

    def reachable(self):
        return [self] + [m for m, _ in self.imports]

    @property
    def flavour(self):
        return f"{1 + self.number % 5}.{self.number}"

    def imported_flavour(self):
        """The value of %flavour here: the last plain import of a base module decides."""
        return [m for m, style in self.imports if m.kind == "base" and style == "plain"][-1:]

    def remember_names(self):
        for m, style in self.imports:
            for q in m.packages:
                v = q.variable
                self.names[q] = {"prefix": f"{m.short}:{v}", "renamer": f"{m.short}/{v}",
                                 "select-as": f"my-{v}",
                                 "lookup": f"(look-up '{m.name} '{v})"}.get(style, v)

    def ref(self, package):
        """The name of PACKAGE in this module."""
        if package.module is self:
            return package.variable
        self.used.setdefault(package.module, set()).add(package)
        return self.names[package]

    def helper(self, text):
        if text not in self.helpers:
            self.helpers.append(text)


# --- pieces ----------------------------------------------------------------------------------

def input_list(p):
    return " ".join(p.module.ref(q) for q in p.inputs)


def indent(text, by):
    return text.replace("\n", "\n" + " " * by)


BUILDER = """#~(begin
             (mkdir #$output)
             (call-with-output-file (string-append #$output "/text")
               (lambda (port) (display "{text}" port))))"""


def package(p, name=None, version=None, extra="", description="One of very many.",
            builder="", build_system="trivial-build-system", source="#f", parent=None):
    """A (package …) form; NAME and VERSION are expressions; with PARENT, what differs."""
    name, version = name or f'"{p.name}"', version or f'"{p.version}"'
    arguments = builder or f"(list #:builder\n         {BUILDER.format(text=p.name)})"
    if parent:
        inputs = (f"(inputs (modify-inputs (package-inputs {parent}) (append {input_list(p)})))"
                  if p.inputs else "")
        return f"""(package
    (inherit {parent})
    (name {name})
    (version {version})
    {inputs}{extra})"""
    return f"""(package
    (name {name})
    (version {version})
    (source {source})
    (build-system {build_system})
    (arguments
     {arguments})
    (inputs (list {input_list(p)})){extra}
    (home-page "https://example.org/{p.name}")
    (synopsis "Package number {p.number}")
    (description "{description}")
    (license license:expat))"""


def git_source(p, commit="commit"):
    return f"""(origin
              (method git-fetch)
              (uri (git-reference
                    (url "https://example.org/{p.name}.git")
                    (commit {commit})))
              (file-name (git-file-name name version))
              (sha256 (base32 "{p.number:052}")))"""


def tarball(p):
    return f"""(origin
              (method url-fetch)
              (uri (string-append "https://example.org/{p.name}-" version ".tar.gz"))
              (sha256 (base32 "{p.number:052}")))"""


def public(p, expression):
    return f"(define-public {p.variable}\n  {expression})"


# --- manners ---------------------------------------------------------------------------------

class Form:
    inherits = False            # evaluating it needs the parent
    takes_inputs = True
    parent_ok = True            # others may inherit from it
    input_ok = True

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
    def text(self, p):
        p.module.late.append(p.variable)
        return (f"(define-values ({p.variable} unused-{p.number})\n  (values\n   "
                f"{indent(package(p), 1)}\n   'unused))")


class Begin(Form):
    def text(self, p):
        return (f'(begin\n  (define note-{p.number} "{p.version}")\n  (define-public {p.variable}\n    '
                f"{indent(package(p, version=f'note-{p.number}'), 2)}))")


class CondExpand(Form):
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

    def text(self, p):
        return (public(p, package(p, version='"0"')) +
                f'\n\n(set! {p.variable}\n  (package\n    (inherit {p.variable})\n'
                f'    (version "{p.version}")))')


class RunTime(Form):
    """Defined and exported by a procedure call: no form defines it."""
    parent_ok = input_ok = False

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

    def text(self, p):
        p.module.included.append((f"{p.module.path}-{p.number}.inc", public(p, package(p)) + "\n"))
        return f'(include-from-path "{p.module.path}-{p.number}.inc")'


class Flavoured(Form):
    """The version is a variable that several imports have: the last of them counts."""

    def settle(self, p):
        super().settle(p)
        found = p.module.imported_flavour() if p.module.kind == "ring" else [p.module]
        p.flavoured = bool(found)
        if found:
            p.version = found[0].flavour

    def text(self, p):
        return public(p, package(p, version="%flavour" if p.flavoured else None))


class Alias(Form):
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


_COMMON = [Plain(), Inherit(), Plain(), SameVersion(), LocalMacro(), Plain()]
_RARE = [PackageInherit(), Hidden(), Private(), Superseded(), ComputedName(), OtherVersion(),
         LetCommit(), NumberedMacro(), TableMacro(), SharedMacro(), Procedure(), Keywords(),
         Parameter(), Matched(), Record(), LateExport(), HeaderExport(), Values(), Begin(),
         CondExpand(), Replaced(), Assigned(), Conditional(), Deceptive(), Outputs(), Gnu(),
         OldLabels(), EvalWhen(), Included(), Flavoured(), Alias(), Delayed(), RunTime()]
# Of 99 forms two thirds are in the usual manners.
FORMS = [f for rare in _RARE for f in (rare, _COMMON[_RARE.index(rare) % 6],
                                       _COMMON[(_RARE.index(rare) + 1) % 6])]


# --- modules ---------------------------------------------------------------------------------

SUPPORT = """;;; A macro that modules of the channel share, and one that it is made with.
(define-module (wide support)
  #:use-module (guix build-system trivial)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages)
  #:export (define-shared-package dotted look-up))

(define (look-up module name)
  "Return the value of NAME, which MODULE exports."
  (module-ref (resolve-interface module) name))

(define-syntax dotted
  (lambda (s)
    (syntax-case s ()
      ((_ part ...)
       (datum->syntax s (string-join (map number->string (syntax->datum #'(part ...))) "."))))))

(define-syntax define-shared-package
  (syntax-rules ()
    ((_ variable (part ...) needed ...)
     (define-public variable
       (package
         (name (symbol->string 'variable))
         (version (dotted part ...))
         (source #f)
         (build-system trivial-build-system)
         (arguments (list #:builder #~(mkdir #$output)))
         (inputs (list needed ...))
         (home-page #f)
         (synopsis "A shared manner")
         (description "Made by a macro of another module.")
         (license license:expat))))))
"""


def import_clause(module, other, style):
    used = sorted(module.used.get(other, ()), key=lambda p: p.number)
    names = " ".join(p.variable for p in used)
    if style == "plain":
        return f"  #:use-module {other.name}"
    if style == "lookup":
        return None
    if style == "autoload":
        return f"  #:autoload {other.name} ({names})" if used else None
    if style == "select-as":
        names = " ".join(f"({p.variable} . my-{p.variable})" for p in used)
    more = {"prefix": f"#:prefix {other.short}:", "select": f"#:select ({names})",
            "select-as": f"#:select ({names})", "hide": "#:hide (%flavour)",
            "renamer": f"#:renamer (symbol-prefix-proc '{other.short}/)"}[style]
    return f"  #:use-module ({other.name} {more})"


LIBRARIES = ["(guix build-system gnu)", "(guix build-system trivial)", "(guix deprecation)",
             "(guix download)", "(guix gexp)", "(guix git-download)",
             "((guix licenses) #:prefix license:)", "(guix packages)", "(guix utils)",
             "(ice-9 match)", "(srfi srfi-9)", "(wide support)"]


def header(module):
    clauses = [f"  #:use-module {name}" for name in LIBRARIES]
    clauses += [import_clause(module, m, style) for m, style in module.imports]
    if module.exports:
        clauses.append(f"  #:export ({' '.join(module.exports)})")
    return f"(define-module {module.name}\n" + "\n".join(c for c in clauses if c) + \
        "\n  #:duplicates (last))"


def spell(module):
    """The files of MODULE: (path, text) pairs."""
    bodies = [p.form.text(p) for p in module.packages]
    parts = [f";;; Module {module.short} of a channel that a program wrote.", header(module)]
    if module.kind == "base":
        parts.append(f'(define-public %flavour "{module.flavour}")')
    parts += module.helpers + bodies
    if module.late:
        parts.append(f"(export {' '.join(module.late)})")
    for lower in module.reexports:
        names = [p.variable for p in lower.packages if p.visible and not p.superseded
                 and p.variable not in lower.late][:2]
        if names:
            parts.append(f"(re-export {' '.join(names)})")
    yield module.path + ".scm", "\n\n".join(parts) + "\n"
    yield from module.included
    if module.kind == "ring" and module.number == 0:
        yield "wide/support.scm", SUPPORT
