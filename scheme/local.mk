# SPDX-License-Identifier: GPL-3.0-or-later
# The engine's Scheme and the base channel: installed as they are, and compiled once, so that
# no user's first evaluation has to.  Object files are named by content (doc/formats.md).
GX_SCHEME_FILES = $(shell cd $(srcdir) && find scheme channels -type f ! -name '*.mk' | LC_ALL=C sort)
EXTRA_DIST += $(GX_SCHEME_FILES)
noinst_DATA += compiled.stamp
CLEANFILES += compiled.stamp

compiled.stamp: gx-eval$(EXEEXT) $(addprefix $(srcdir)/,$(GX_SCHEME_FILES))
	$(AM_V_GEN)$(MKDIR_P) compiled && ./gx-eval$(EXEEXT) --channel=$(srcdir)/channels/base \
		--cache=compiled --compile prune && touch $@

clean-local: clean-compiled
clean-compiled:
	rm -rf compiled

install-data-local: install-scheme
install-scheme: compiled.stamp
	cd $(srcdir) && for file in $(GX_SCHEME_FILES); do \
		mkdir -p "$(DESTDIR)$(pkgdatadir)/$${file%/*}" && \
		$(INSTALL_DATA) "$$file" "$(DESTDIR)$(pkgdatadir)/$$file" || exit 1; done
	$(MKDIR_P) "$(DESTDIR)$(pkglibexecdir)/compiled"
	$(INSTALL_DATA) compiled/*.go "$(DESTDIR)$(pkglibexecdir)/compiled"

uninstall-local: uninstall-scheme
uninstall-scheme:
	rm -rf "$(DESTDIR)$(pkgdatadir)/scheme" "$(DESTDIR)$(pkgdatadir)/channels" \
		"$(DESTDIR)$(pkglibexecdir)/compiled"
