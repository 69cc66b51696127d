# SPDX-License-Identifier: GPL-3.0-or-later
include src/net/send.mk
