# SPDX-License-Identifier: GPL-3.0-or-later
FUZZ_TARGETS += image
FUZZ_MORE_C += src/pack/read.c src/pack/untar.c src/net/decompress.c
FUZZ_MORE_LIBS += $(LZMA_LIBS) $(ZSTD_LIBS) $(ZLIB_LIBS) $(LZLIB_LIBS)
FUZZ_REPLAY += tests/fuzz/replay-image
tests_fuzz_replay_image_SOURCES = tests/fuzz/fuzz-image.c $(FUZZ_COMMON)
tests_fuzz_replay_image_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_image_LDADD = $(PACK_LIBS)
