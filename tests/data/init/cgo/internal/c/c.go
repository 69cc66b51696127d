package c

import "C"
