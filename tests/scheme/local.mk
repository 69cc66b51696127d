# SPDX-License-Identifier: GPL-3.0-or-later
# Each tests/scheme/PREFIX-*.scm is a test; run one with `tests/scheme/run FILE'.
SCHEME_TESTS = \
	tests/scheme/core-bytes.scm \
	tests/scheme/core-errors.scm
TESTS += $(SCHEME_TESTS)
EXTRA_DIST += $(SCHEME_TESTS) tests/scheme/run tests/scheme/driver.scm
$(SCHEME_TESTS:.scm=.log): gx-eval$(EXEEXT) compiled.stamp
