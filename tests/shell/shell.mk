# SPDX-License-Identifier: GPL-3.0-or-later
EXTRA_DIST += tests/shell/lib.sh tests/shell/wait-lib.sh tests/shell/shell-project.sh tests/shell/terminal-lib.sh
EXTRA_DIST += tests/shell/terminal.py
# One to a line, so that lines of two sides can be joined.
SHELL_SHELL_TESTS =
SHELL_SHELL_TESTS += tests/shell/hash-vectors.sh
SHELL_SHELL_TESTS += tests/shell/cli-usage.sh
SHELL_SHELL_TESTS += tests/shell/cli-manual.sh
SHELL_SHELL_TESTS += tests/shell/cli-build.sh
SHELL_SHELL_TESTS += tests/shell/cli-errors.sh
SHELL_SHELL_TESTS += tests/shell/fuzz-manifests.sh
SHELL_SHELL_TESTS += tests/shell/shell-command.sh
SHELL_SHELL_TESTS += tests/shell/shell-cache.sh
SHELL_SHELL_TESTS += tests/shell/shell-interactive.sh
SHELL_SHELL_TESTS += tests/shell/shell-namespace.sh
SHELL_SHELL_TESTS += tests/shell/shell-evaluate.sh
SHELL_SHELL_TESTS += tests/shell/shell-discover.sh
SHELL_SHELL_TESTS += tests/shell/shell-env.sh
SHELL_SHELL_TESTS += tests/shell/shell-hook.sh
SHELL_SHELL_TESTS += tests/shell/shell-container.sh
SHELL_SHELL_TESTS += tests/shell/shell-check.sh
SHELL_SHELL_TESTS += tests/shell/shell-terminal.sh
SHELL_SHELL_TESTS += tests/shell/shell-projects.sh
SHELL_SHELL_TESTS += tests/shell/cli-progress.sh
SHELL_SHELL_TESTS += tests/shell/cli-complete.sh
EXTRA_DIST += tests/shell/cli-progress.py
TESTS += $(SHELL_SHELL_TESTS)
EXTRA_DIST += $(SHELL_SHELL_TESTS)
