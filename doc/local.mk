# SPDX-License-Identifier: GPL-3.0-or-later
EXTRA_DIST += doc/architecture.md doc/formats.md doc/diagnostics.md doc/collection.md doc/scheme-api.md \
	doc/first-hour.md doc/transports.md doc/ci.md action.yml ci/action.sh
