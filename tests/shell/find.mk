# SPDX-License-Identifier: GPL-3.0-or-later
FIND_SHELL_TESTS = tests/shell/find-search.sh tests/shell/find-graph.sh
TESTS += $(FIND_SHELL_TESTS)
EXTRA_DIST += $(FIND_SHELL_TESTS)
