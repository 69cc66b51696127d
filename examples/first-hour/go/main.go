// SPDX-License-Identifier: GPL-3.0-or-later
package main

// int twice(int n) { return 2 * n; }
import "C"

import "fmt"

func twice(n int) int { return int(C.twice(C.int(n))) }

func main() {
	fmt.Println("hello from Go and C:", twice(21))
}
