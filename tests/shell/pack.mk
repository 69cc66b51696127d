# SPDX-License-Identifier: GPL-3.0-or-later
PACK_TESTS = tests/shell/pack-docker.sh tests/shell/pack-oci.sh \
	tests/shell/pack-relocatable.sh tests/shell/pack-formats.sh tests/shell/pack-cli.sh tests/shell/pack-image.sh \
	tests/shell/pack-memory.sh tests/shell/pack-options.sh tests/shell/pack-push.sh
TESTS += $(PACK_TESTS)
EXTRA_DIST += $(PACK_TESTS) tests/shell/pack-lib.sh tests/shell/engine-lib.sh tests/shell/registry.py
