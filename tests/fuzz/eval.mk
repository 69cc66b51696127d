# SPDX-License-Identifier: GPL-3.0-or-later
FUZZ_REPLAY += tests/fuzz/replay-result
tests_fuzz_replay_result_SOURCES = tests/fuzz/fuzz-result.c $(FUZZ_COMMON)
tests_fuzz_replay_result_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_result_LDADD = $(EVAL_LIBS)

FUZZ_REPLAY += tests/fuzz/replay-forms
FUZZ_TARGETS += forms
FUZZ_MORE_C += src/eval/forms.c src/eval/lexer.c
tests_fuzz_replay_forms_SOURCES = tests/fuzz/fuzz-forms.c src/eval/forms.c src/eval/lexer.c \
	$(FUZZ_COMMON)
tests_fuzz_replay_forms_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_forms_LDADD = $(UTIL_LIBS)

FUZZ_REPLAY += tests/fuzz/replay-tokens
FUZZ_TARGETS += tokens
FUZZ_MORE_C += src/eval/tokens.c
tests_fuzz_replay_tokens_SOURCES = tests/fuzz/fuzz-tokens.c src/eval/tokens.c src/eval/lexer.c \
	$(FUZZ_COMMON)
tests_fuzz_replay_tokens_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_tokens_LDADD = $(UTIL_LIBS)

FUZZ_REPLAY += tests/fuzz/replay-excerpt
FUZZ_TARGETS += excerpt
tests_fuzz_replay_excerpt_SOURCES = tests/fuzz/fuzz-excerpt.c $(FUZZ_COMMON)
tests_fuzz_replay_excerpt_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_excerpt_LDADD = $(UTIL_LIBS)
