# SPDX-License-Identifier: GPL-3.0-or-later
EXTRA_DIST += tests/shell/lib.sh
SHELL_SHELL_TESTS = tests/shell/hash-vectors.sh tests/shell/cli-usage.sh
TESTS += $(SHELL_SHELL_TESTS)
EXTRA_DIST += $(SHELL_SHELL_TESTS)
