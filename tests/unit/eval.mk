# SPDX-License-Identifier: GPL-3.0-or-later
EVAL_TESTS = tests/unit/test-daemon tests/unit/test-eval tests/unit/test-forms
check_PROGRAMS += $(EVAL_TESTS)
TESTS += $(EVAL_TESTS)

tests_unit_test_daemon_SOURCES = tests/unit/test-daemon.c tests/unit/tap.h
tests_unit_test_daemon_LDADD = $(DAEMON_LIBS)
tests_unit_test_eval_SOURCES = tests/unit/test-eval.c tests/unit/tap.h
tests_unit_test_eval_LDADD = $(EVAL_LIBS)
EXTRA_tests_unit_test_eval_DEPENDENCIES = gx-eval$(EXEEXT) compiled.stamp
tests_unit_test_forms_SOURCES = tests/unit/test-forms.c tests/unit/tap.h \
	src/eval/forms.c src/eval/forms.h src/eval/lexer.c src/eval/lexer.h
tests_unit_test_forms_LDADD = $(UTIL_LIBS)
EXTRA_DIST += tests/data/forms tests/data/lazy tests/data/lazy-packages tests/data/names
