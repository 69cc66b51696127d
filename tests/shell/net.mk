# SPDX-License-Identifier: GPL-3.0-or-later
NET_SHELL_TESTS = tests/shell/net-fetch.sh tests/shell/net-npm.sh
TESTS += $(NET_SHELL_TESTS)
EXTRA_DIST += $(NET_SHELL_TESTS) tests/shell/net-server.py
