# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of a wide channel's modules; see wide-channel.py."""

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
    if module.has_two_flavours():
        clauses.append("  #:duplicates (last)")
    return f"(define-module {module.name}\n" + "\n".join(c for c in clauses if c) + ")"


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
