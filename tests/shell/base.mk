# SPDX-License-Identifier: GPL-3.0-or-later
# Tests of the base channel; the first makes the store that the others share.
BASE_TESTS = \
	tests/shell/base-realise.sh \
	tests/shell/base-sizes.sh \
	tests/shell/base-programs.sh \
	tests/shell/base-libraries.sh \
	tests/shell/base-transform.sh \
	tests/shell/base-failures.sh \
	tests/shell/base-host.sh \
	tests/shell/base-example.sh \
	tests/shell/base-go.sh \
	tests/shell/first-hour.sh \
	tests/shell/ci-action.sh \
	tests/shell/base-fhs.sh \
	tests/shell/base-nesting.sh \
	tests/shell/pack-service.sh \
	tests/shell/pack-article.sh \
	tests/shell/pack-moved.sh \
	tests/shell/shell-authorities.sh
EXTRA_DIST += $(BASE_TESTS) tests/shell/base-lib.sh
EXTRA_DIST += $(BASE_TESTS) tests/shell/base-lib.sh tests/shell/replay.py examples/first-hour
TESTS += $(BASE_TESTS)
# The first one realises what the others use.
$(filter-out tests/shell/base-realise.log,$(BASE_TESTS:.sh=.log)): tests/shell/base-realise.log
