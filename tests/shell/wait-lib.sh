# shellcheck shell=sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Waiting for what other processes do: for an event, never for a time, so that a test means the
# same on machines of any speed.  Read by lib.sh, and by scripts that do without it.

# wait_until COMMAND…: returns when it succeeds; who waits in vain for ten minutes is told and fails.
wait_until() {
	wait_tries=0
	until "$@"; do
		wait_tries=$((wait_tries + 1))
		if [ $wait_tries -ge 12000 ]; then
			echo "# waited in vain: $*"
			return 1
		fi
		sleep 0.05
	done
}
# wait_for_line FILE EXTENDED-REGEXP
wait_for_line() { wait_until grep -qsaE -e "$2" "$1"; }
# running TEXT: does any process have TEXT in its command line?  (The names are there before grep is.)
running() { grep -qsaF -e "$1" /proc/[0-9]*/cmdline; }
# not COMMAND…
not() { ! "$@"; }
# ended PID: is this child over, though nobody has waited for it?
ended() { ! readlink "/proc/$1/exe" >/dev/null; }

# A TCP port of 127.0.0.1 that is given to nobody else before this script ends.  Who listens on it
# must set SO_REUSEADDR, as servers do.
reserved_port() {
	python3 - $$ <<-'P'
	import os, socket, sys, time
	holder = socket.socket()
	holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
	holder.bind(("127.0.0.1", 0))
	print(holder.getsockname()[1], flush=True)
	if os.fork() == 0:
	    null = os.open(os.devnull, os.O_RDWR)
	    for fd in 0, 1, 2:
	        os.dup2(null, fd)
	    os.setsid()
	    os.chdir("/")
	    while os.path.exists("/proc/" + sys.argv[1]):
	        time.sleep(1)
	P
}

# remove DIRECTORY: whatever the modes of its files, and while a compiler in the background ends.
remove() {
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		chmod -R u+w "$1" 2>/dev/null
		rm -rf "$1" 2>/dev/null && return
		sleep 0.2
	done
	rm -rf "$1"
}
