# SPDX-License-Identifier: GPL-3.0-or-later
noinst_LIBRARIES += libgx-profile.a
libgx_profile_a_SOURCES = \
	src/profile/profile.h \
	src/profile/generations.h \
	src/profile/generations.c \
	src/profile/pattern.c \
	src/profile/manifest.c \
	src/profile/search_path.c \
	src/profile/resolve.c \
	src/profile/union.c \
	src/profile/etc.c \
	src/profile/build.c
