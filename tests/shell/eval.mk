# SPDX-License-Identifier: GPL-3.0-or-later
TESTS += tests/shell/eval-compiled.sh
EXTRA_DIST += tests/shell/eval-compiled.sh
