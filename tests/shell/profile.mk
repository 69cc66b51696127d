# SPDX-License-Identifier: GPL-3.0-or-later
PROFILE_SHELL_TESTS = tests/shell/profile-transform.sh tests/shell/profile-package.sh tests/shell/profile-user.sh tests/shell/profile-channels.sh \
	tests/shell/damage.sh tests/shell/full-disk.sh
TESTS += $(PROFILE_SHELL_TESTS)
EXTRA_DIST += $(PROFILE_SHELL_TESTS) tests/shell/profile-lib.sh
