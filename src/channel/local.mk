# SPDX-License-Identifier: GPL-3.0-or-later
noinst_LIBRARIES += libgx-channel.a
libgx_channel_a_SOURCES = \
	src/channel/channel.h \
	src/channel/list.c src/channel/read.c src/channel/forms.h \
	src/channel/git.c src/channel/gittree.c src/channel/git.h src/channel/clone.h \
	src/channel/ssh.c \
	src/channel/bundle.c \
	src/channel/base.c src/channel/base.h \
	src/channel/armour.c src/channel/armour.h \
	src/channel/openpgp.c src/channel/openpgp.h \
	src/channel/auth.c src/channel/auth.h
libgx_channel_a_CPPFLAGS = $(AM_CPPFLAGS) $(GIT2_CFLAGS) $(GCRYPT_CFLAGS) \
	-DGX_CHANNEL_URL='"$(CHANNEL_URL)"'
CHANNEL_LIBS = libgx-channel.a $(GIT2_LIBS) $(STORE_LIBS)
