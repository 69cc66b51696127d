# SPDX-License-Identifier: GPL-3.0-or-later
EXTRA_DIST += tests/shell/lib.sh tests/shell/shell-project.sh tests/shell/terminal-lib.sh \
	tests/shell/terminal.py
SHELL_SHELL_TESTS = tests/shell/hash-vectors.sh tests/shell/cli-usage.sh tests/shell/cli-manual.sh \
	tests/shell/cli-build.sh tests/shell/cli-errors.sh \
	tests/shell/shell-command.sh tests/shell/shell-cache.sh tests/shell/shell-interactive.sh \
	tests/shell/shell-namespace.sh tests/shell/shell-evaluate.sh \
	tests/shell/shell-discover.sh tests/shell/shell-env.sh tests/shell/shell-hook.sh \
	tests/shell/shell-container.sh tests/shell/shell-check.sh tests/shell/shell-terminal.sh \
	tests/shell/shell-projects.sh
TESTS += $(SHELL_SHELL_TESTS)
EXTRA_DIST += $(SHELL_SHELL_TESTS)
