# SPDX-License-Identifier: GPL-3.0-or-later
CHANNEL_SHELL_TESTS = tests/shell/channel-resolve.sh tests/shell/channel-fetch.sh \
	tests/shell/channel-lock.sh tests/shell/channel-checkout.sh \
	tests/shell/channel-wide.sh tests/shell/channel-program.sh \
	tests/shell/channel-errors.sh tests/shell/channel-auth.sh \
	tests/shell/channel-faults.sh tests/shell/channel-travel.sh \
	tests/shell/channel-article.sh tests/shell/channel-web.sh \
	tests/shell/channel-places.sh tests/shell/channel-pull.sh tests/shell/channel-api.sh
TESTS += $(CHANNEL_SHELL_TESTS)
EXTRA_DIST += $(CHANNEL_SHELL_TESTS) tests/shell/channel-lib.sh \
	tests/shell/wide-channel.py tests/shell/wide_parts.py tests/shell/wide_forms.py \
	tests/shell/wide_modules.py tests/shell/git-server.py tests/shell/socks-server.py
