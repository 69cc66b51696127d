#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
console.log(require('./index.js')(process.argv[2]));
