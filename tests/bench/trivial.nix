# SPDX-License-Identifier: GPL-3.0-or-later
map (i: derivation {
  name = "trivial-${toString i}";
  system = "x86_64-linux";
  builder = "/bin/sh";
  args = [ "-c" "echo hi > $out" ];
}) (builtins.genList (i: i) 200)
