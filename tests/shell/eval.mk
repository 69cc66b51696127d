# SPDX-License-Identifier: GPL-3.0-or-later
TESTS += tests/shell/eval-compiled.sh tests/shell/eval-lazy.sh tests/shell/eval-names.sh \
	tests/shell/eval-check.sh
EXTRA_DIST += tests/shell/eval-compiled.sh tests/shell/eval-lazy.sh tests/shell/eval-names.sh \
	tests/shell/eval-check.sh
