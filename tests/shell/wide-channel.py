#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write a wide channel: thousands of packages in modules as irregular as people write them.

usage: wide-channel.py DIRECTORY [PACKAGES [MODULES]]

Below DIRECTORY:

    .guix-channel wide/...   the channel, all of whose modules are in one import cycle
    manifest.scm             what to evaluate: it reaches hundreds of forms in most modules
    packages.tsv             what is true: name, version, module, variable, "hidden" or "public"

A fifth of the modules, wide/base, is layered: a module inherits from lower ones, and looks the
others up at run time.  The rest imports each other in a ring and beyond, so that loading any of
them loads all.  (Guile cannot take prefixes, selections and the like of a module that is half
loaded, nor inherit from it: those concern the layers.)  Inputs form no cycle: they go from a package
to those of lower rank.  Nothing here depends on the machine, the time or the version of Python.
"""
import os
import sys

sys.dont_write_bytecode = True      # the source tree may be read-only
from wide_forms import FORMS    # noqa: E402
from wide_modules import spell    # noqa: E402
from wide_parts import Module, Package    # noqa: E402


class Dice:
    """A generator of numbers that is the same everywhere."""

    def __init__(self, seed):
        self.state = seed

    def below(self, n):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % n

    def pick(self, items):
        return items[self.below(len(items))]

    def some(self, items, n):
        items = list(items)
        return [items.pop(self.below(len(items))) for _ in range(min(n, len(items)))]


def make_modules(n_modules):
    n_base = max(2, n_modules // 5)
    base = [Module("base", i) for i in range(n_base)]
    ring = [Module("ring", i) for i in range(n_modules - n_base)]
    return base, ring


def make_imports(base, ring, dice):
    """Who imports whom, and how."""
    styles = ["plain", "prefix", "select", "hide", "renamer", "select-as", "autoload"]
    for i, m in enumerate(base):
        for lower in dice.some(base[:i], 3):
            m.use(lower, dice.pick(styles))
        for other in [ring[i % len(ring)], dice.pick(ring)]:
            m.use(other, "lookup")
        if i > 2 and i % 7 == 0:
            m.reexports = [lower for lower, style in m.imports if style == "plain"][:1]
    for i, m in enumerate(ring):
        m.use(ring[(i + 1) % len(ring)], "plain")
        for other in dice.some([r for r in ring if r is not m], 3):
            m.use(other, dice.pick(["plain", "plain", "lookup"]))
        for lower in [base[i % len(base)], dice.pick(base), dice.pick(base)]:
            m.use(lower, dice.pick(styles))


def make_packages(base, ring, n_packages, dice):
    """Empty packages, spread over the modules; ranks decide the direction of inputs."""
    modules = base + ring
    for i in range(n_packages):
        m = modules[i % len(modules)]
        m.packages.append(Package(i, m, rank=dice.below(10**9)))


def give_forms(module, dice):
    """Give each of MODULE's packages a form and a parent to inherit from."""
    for position, p in enumerate(module.packages):
        p.form = FORMS[(p.number * 7 + module.number * 3) % len(FORMS)]
        if module.number % p.form.every:
            p.form = FORMS[1]
        p.name, p.version = f"w{p.number}", f"{1 + p.number % 9}.{p.number % 7}.{p.number % 3}"
        before = [q for q in module.packages[:position] if q.can_be_parent]
        lower = [q for m, style in module.imports if m.kind == "base" and style != "autoload"
                 and m.order < module.order for q in m.packages if q.can_be_parent]
        parents = [q for q in lower + before if q.rank < p.rank]
        p.parent = dice.pick(parents) if parents else None
        p.form.settle(p)


def give_inputs(module, dice):
    """Give MODULE's packages inputs among what it can reach."""
    for p in module.packages:
        seen = [q for m in module.reachable() for q in m.packages
                if q.rank < p.rank and q.can_be_input]
        p.inputs = dice.some(seen, 1 + dice.below(3)) if p.form.takes_inputs else []


def closure(package, done):
    """Add PACKAGE and all it needs to DONE."""
    todo = [package]
    while todo:
        p = todo.pop()
        if p in done:
            continue
        done.add(p)
        todo += p.needs()


def choose_manifest(modules, dice):
    """Public packages whose closures reach 500 forms in 85 % of the modules."""
    public = [p for m in modules for p in m.packages if p.visible and not p.superseded]
    chosen, done = [], set()
    while public and (len(done) < 500 or
                      len({p.module for p in done}) < len(modules) * 0.85):
        p = public.pop(dice.below(len(public)))
        if p not in done:
            chosen.append(p)
            closure(p, done)
    return chosen, done


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def main():
    out = sys.argv[1]
    n_packages = int(sys.argv[2]) if len(sys.argv) > 2 else 5000
    n_modules = int(sys.argv[3]) if len(sys.argv) > 3 else 260
    dice = Dice(20261128)
    base, ring = make_modules(n_modules)
    make_imports(base, ring, dice)
    make_packages(base, ring, n_packages, dice)
    for m in base + ring:
        give_forms(m, dice)
    for m in base + ring:
        give_inputs(m, dice)
    for m in base + ring:
        m.remember_names()
    for m in base + ring:
        for path, text in spell(m):
            write(os.path.join(out, path), text)
    chosen, done = choose_manifest(base + ring, dice)
    specs = "\n       ".join(f'"{p.name}@{p.version}"' for p in chosen)
    write(os.path.join(out, "manifest.scm"), f"(specifications->manifest\n (list {specs}))\n")
    write(os.path.join(out, ".guix-channel"), "(channel (version 0))\n")
    rows = sorted(f"{p.name}\t{p.version}\t{p.module.name}\t{p.variable}\t"
                  f"{'public' if p.visible else 'hidden'}\n"
                  for m in base + ring for p in m.packages)
    write(os.path.join(out, "packages.tsv"), "".join(rows))
    print(f"{n_packages} packages, {len(base) + len(ring)} modules; the manifest names "
          f"{len(chosen)}, which reach {len(done)} forms in {len({p.module for p in done})} modules")


main()
