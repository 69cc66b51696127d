# SPDX-License-Identifier: GPL-3.0-or-later
TESTS += tests/shell/net-fetch.sh
EXTRA_DIST += tests/shell/net-fetch.sh tests/shell/net-server.py
