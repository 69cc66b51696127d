# SPDX-License-Identifier: GPL-3.0-or-later
TESTS += tests/shell/tree-layers.sh
EXTRA_DIST += tests/shell/tree-layers.sh
include tests/shell/shell.mk
include tests/shell/pack.mk
include tests/shell/net.mk
include tests/shell/base.mk
include tests/shell/build.mk
include tests/shell/eval.mk
include tests/shell/channel.mk
include tests/shell/find.mk
include tests/shell/profile.mk
