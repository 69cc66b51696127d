# SPDX-License-Identifier: GPL-3.0-or-later
"""Packages and modules of a wide channel, and the pieces that their text is made of."""


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

    def flavours(self):
        """The modules that %flavour is imported from, of which the last decides."""
        return [m for m, style in self.imports if m.kind == "base" and style == "plain"]

    def has_two_flavours(self):
        return len(self.flavours()) + (self.kind == "base") > 1

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
