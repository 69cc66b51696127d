# SPDX-License-Identifier: GPL-3.0-or-later
BUILD_SHELL_TESTS = \
	tests/shell/build-sandbox.sh \
	tests/shell/build-outputs.sh \
	tests/shell/build-schedule.sh \
	tests/shell/build-crash.sh \
	tests/shell/build-unpack.sh
TESTS += $(BUILD_SHELL_TESTS)
EXTRA_DIST += $(BUILD_SHELL_TESTS) tests/shell/build-lib.sh
