# SPDX-License-Identifier: GPL-3.0-or-later
noinst_LIBRARIES += libgx-channel.a
libgx_channel_a_SOURCES = \
	src/channel/channel.h \
	src/channel/list.c src/channel/read.c src/channel/forms.h \
	src/channel/git.c src/channel/gittree.c src/channel/git.h src/channel/clone.h \
	src/channel/fetch.c src/channel/place.c src/channel/remote.c src/channel/sound.c \
	src/channel/ssh.c src/channel/libgit.c \
	src/channel/gitconfig.c src/channel/gitconfig.h src/channel/urlmatch.c \
	src/channel/credential.c src/channel/credential.h \
	src/channel/websettings.c src/channel/websettings.h \
	src/channel/web.c src/channel/web.h src/channel/webtransport.c \
	src/channel/webhint.c src/channel/webhint.h \
	src/channel/bundle.c \
	src/channel/base.c src/channel/base.h \
	src/channel/armour.c src/channel/armour.h \
	src/channel/openpgp.c src/channel/openpgp.h \
	src/channel/auth.c src/channel/auth.h \
	src/channel/items.c src/channel/meta.c src/channel/items.h \
	src/channel/resolve.c \
	src/channel/lock.c \
	src/channel/choose.c \
	src/channel/provenance.c \
	src/channel/pulled.c \
	src/channel/history.c \
	src/channel/checkout.c
libgx_channel_a_CPPFLAGS = $(AM_CPPFLAGS) $(GIT2_CFLAGS) $(GCRYPT_CFLAGS) \
	-DGX_CHANNEL_URL='"$(CHANNEL_URL)"'
CHANNEL_LIBS = libgx-channel.a $(GIT2_LIBS) $(NET_LIBS)

# The base channel is this repository: its history, up to the commit that is built, is
# installed with gx, so that each of these commits resolves without a network.
gxbasedir = $(pkgdatadir)
gxbase_DATA = base.bundle base.commit
CLEANFILES += base.bundle base.commit base.commit.new
base.commit: FORCE
	$(AM_V_GEN)if test -e $(srcdir)/.git && test '$(GIT)' != no; then \
		commit=`cd $(srcdir) && $(GIT) rev-parse HEAD`; \
		changes=`cd $(srcdir) && $(GIT) status --porcelain -- channels/base .guix-channel`; \
		test -z "$$changes" || commit="$$commit modified"; \
		echo "$$commit" >$@.new; \
	elif test -f $(srcdir)/dist.commit; then cp $(srcdir)/dist.commit $@.new; \
	else echo unknown >$@.new; fi; \
	cmp -s $@.new $@ || mv $@.new $@; rm -f $@.new
base.bundle: base.commit
	$(AM_V_GEN)if test -e $(srcdir)/.git && test '$(GIT)' != no; then \
		(cd $(srcdir) && $(GIT) bundle create -q - HEAD) >$@.new && mv $@.new $@; \
	elif test -f $(srcdir)/dist.bundle; then cp $(srcdir)/dist.bundle $@; \
	else : >$@; fi
FORCE:
.PHONY: FORCE
# A release has no .git: it carries both along.
dist-hook: base.bundle base.commit
	cp base.bundle $(distdir)/dist.bundle
	cp base.commit $(distdir)/dist.commit
