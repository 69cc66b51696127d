# SPDX-License-Identifier: GPL-3.0-or-later
# Each tests/scheme/PREFIX-*.scm is a test; run one with `tests/scheme/run FILE'.
SCHEME_TESTS = \
	tests/scheme/api-derivations.scm \
	tests/scheme/api-exports.scm \
	tests/scheme/api-gexp.scm \
	tests/scheme/api-packages.scm \
	tests/scheme/api-profiles.scm \
	tests/scheme/api-purity.scm \
	tests/scheme/api-records.scm \
	tests/scheme/api-utils.scm \
	tests/scheme/core-bytes.scm \
	tests/scheme/core-errors.scm \
	tests/scheme/build-utils.scm \
	tests/scheme/base-collection.scm
TESTS += $(SCHEME_TESTS)
EXTRA_DIST += $(SCHEME_TESTS) tests/scheme/run tests/scheme/driver.scm \
	tests/scheme/data
$(SCHEME_TESTS:.scm=.log): gx-eval$(EXEEXT) compiled.stamp
