// SPDX-License-Identifier: GPL-3.0-or-later
package main

import "testing"

func TestTwice(t *testing.T) {
	if twice(21) != 42 {
		t.Error("twice 21 is not 42")
	}
}
