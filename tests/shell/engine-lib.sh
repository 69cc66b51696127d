# shellcheck shell=sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Container engines for tests.  In a mount and network namespace of the test's own (unshare
# -mn), each keeps everything below a directory, so that nothing stays behind.
#
#	start_engine podman "$dir"; engine load <image.tar; stop_engine

# shellcheck source=tests/shell/wait-lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/wait-lib.sh"

# What podman needs where systemd is not: runc, as crun refuses some hosts' cgroups.
podman_config() {	# FILE
	cat >"$1" <<-END
	[containers]
	default_ulimits = ["nofile=20000:20000","nproc=32768:32768"]
	[engine]
	runtime = "runc"
	cgroup_manager = "cgroupfs"
	events_logger = "file"
	END
	CONTAINERS_CONF=$1
	export CONTAINERS_CONF
}

start_dockerd() {	# DIR
	mkdir -p "$1"
	cat >"$1/daemon.json" <<-END
	{"storage-driver":"vfs","data-root":"$1/data","exec-root":"$1/exec",
	 "pidfile":"$1/pid","hosts":["unix://$1/sock"]}
	END
	dockerd --config-file "$1/daemon.json" >"$1/log" 2>&1 &
	engine_pid=$!
	DOCKER_HOST=unix://$1/sock
	export DOCKER_HOST
	wait_until docker_up && docker info >/dev/null 2>&1 || { tail "$1/log"; return 1; }
}
docker_up() { ended "$engine_pid" || docker info >/dev/null 2>&1; }

start_engine() {	# docker|podman DIR
	engine_dir=$2 engine_pid=
	mount --make-rprivate / && ip link set lo up || return 1
	if [ "$1" = docker ]; then
		engine() { docker "$@"; }
		start_dockerd "$2"
	else
		mkdir -p "$2"
		podman_config "$2/containers.conf"
		engine() {
			podman --root "$engine_dir/root" --runroot "$engine_dir/run" \
				--storage-driver vfs "$@"
		}
	fi
}

stop_engine() {
	[ -z "$engine_pid" ] || { kill "$engine_pid"; wait "$engine_pid"; }
}
