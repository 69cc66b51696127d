#!/bin/sh
# A user's own profile in a private store: ~/.guix-profile, launchers for the host, what the
# collector keeps; gx edit; and what is left when gx is killed.
# shellcheck source=tests/shell/profile-lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/profile-lib.sh"
need setpriv
unshare -m true 2>/dev/null || unshare -Um true 2>/dev/null ||
	skip_all "this machine allows no namespaces"
unset GX_STORE_ROOT XDG_DATA_HOME XDG_CACHE_HOME XDG_STATE_HOME XDG_CONFIG_HOME
if [ "$(id -u)" -eq 0 ]; then
	as_user="setpriv --reuid=65534 --regid=65534 --clear-groups env HOME=$HOME"
	chown -R 65534:65534 "$HOME" "$scratch/work" "$modules"
	chmod 755 "$scratch"
elif [ -w /gnu/store ]; then
	skip_all "this user's store is /gnu/store"
else
	as_user=
fi
user() { run $as_user "$GX" "$@"; }
package() { user package -L "$modules" "$@"; }

toy apple 1.0 bin/apple
toy pear 1.0 bin/pear
{ define apple 1.0; define pear 1.0; } | write_channel
chmod -R a+rX "$modules"

# --- the link in the home directory ------------------------------------------------------------------
package -i apple
is "$status" 0 "an ordinary user installs a package"
[ "$status" -eq 0 ] || printf '%s\n' "$err" | sed 's/^/# /'
own=$(readlink "$HOME/.guix-profile")
like "$own" "^$HOME/.local/share/gx/var/guix/profiles/per-user/[^/]*/guix-profile\$" \
	"$HOME/.guix-profile leads to the profile in the store's own directory"
like "$err" "gx shell -p $HOME/.guix-profile" "and is how the user is told to call it"
user shell -p "$HOME/.guix-profile" -- apple
is "$out" "apple 1.0" "gx shell -p enters it"
package -p "$HOME/.guix-profile" -i pear
is "$(readlink "$HOME/.guix-profile"):$(readlink "$own")" "$own:guix-profile-2-link" \
	"changing it by that name changes the profile, not the link"

# --- programs for a host that does not see the store ---------------------------------------------------
user env -p "$HOME/.guix-profile"
like "$out" "^export PATH=\"$HOME/.cache/gx/.*shims/" "gx env -p names launchers"
PATH_OF_PROFILE=$(printf '%s\n' "$out" | sed -n 's/^export PATH="\([^:]*\):.*/\1/p')
run $as_user "$PATH_OF_PROFILE/pear"
is "$out" "pear 1.0" "which run the profile's programs"
user gc
run $as_user "$PATH_OF_PROFILE/pear"
is "$out" "pear 1.0" "also after a collection"
user package -d
user package --roll-back
user package -d
user gc
ok "launchers of a profile that is gone go too" test ! -e "$PATH_OF_PROFILE"

# --- root's own store at /gnu/store ----------------------------------------------------------------------
# On a root that mirrors the machine's, with a /gnu and a /var of its own.
cat >"$scratch/own-root" <<'END'
root=$1; shift
mount -t tmpfs none "$root" || exit 77
mkdir -p "$root/old" "$root/gnu" "$root/var/tmp"
for entry in /*; do
	name=${entry#/}
	if [ "$name" = gnu ] || [ "$name" = var ]; then continue
	elif [ -L "$entry" ]; then cp -P "$entry" "$root/$name"
	elif [ -d "$entry" ]; then mkdir "$root/$name" && mount --rbind "$entry" "$root/$name"
	fi
done
here=$PWD
cd "$root" && pivot_root . old && umount -l old && cd "$here" || exit 77
exec "$@"
END
cat >"$scratch/session" <<'END'
HOME=$1/root-home
export HOME
mkdir "$HOME"
"$GX" install -q -L "$2" apple pear || exit
readlink "$HOME/.guix-profile"
readlink "$HOME/.guix-profile" | xargs readlink
readlink /var/guix/profiles/per-user/root/guix-profile-1-link | sed 's|/[a-z0-9]*-profile$||'
GUIX_PROFILE=$HOME/.guix-profile
. "$GUIX_PROFILE/etc/profile"
command -v apple
apple
END
if [ "$(id -u)" -eq 0 ]; then
	mkdir "$scratch/root"
	run unshare -m sh "$scratch/own-root" "$scratch/root" sh "$scratch/session" "$scratch" "$modules"
	is "$out" "/var/guix/profiles/per-user/root/guix-profile
guix-profile-1-link
/gnu/store
$scratch/root-home/.guix-profile/bin/apple
apple 1.0" "root's profile is laid out as Guix's, and etc/profile makes its programs runnable"
	[ "$status" -eq 0 ] || printf '%s\n' "$err" | sed 's/^/# /'
else
	skip "root's own profile" "this needs root"
fi

# --- what is not ours ------------------------------------------------------------------------------------
package -i apple
rm "$HOME/.guix-profile"
ln -s /somewhere/else "$HOME/.guix-profile"
package --roll-back -d -i pear
is "$(readlink "$HOME/.guix-profile")" /somewhere/else "another's ~/.guix-profile is left alone"
rm "$own"
package -i apple
like "$err" "belongs to somebody else" "which is told"
package -I
is "$(printf '%s\n' "$out" | cut -f1)" apple "while the own profile is used"

# --- killed at any moment ----------------------------------------------------------------------------------
# Whatever the moment: the profile is what it was, or what it was to become.
bad=
for delay in 0.02 0.05 0.1 0.15 0.2 0.25 0.3 0.35 0.4 0.5; do
	$as_user timeout -s KILL "$delay" "$GX" package -q -L "$modules" -i pear >/dev/null 2>&1
	package -I
	have=$(printf '%s\n' "$out" | cut -f1 | sort | tr '\n' ' ')
	case "$status $have" in
	"0 apple " | "0 apple pear ") ;;
	*) bad="$bad $delay:$status:$have" ;;
	esac
	package -q -r pear
done
is "$bad" "" "a transaction that is killed happened or did not"
package -i pear
is "$status" 0 "and the next one works"

# --- gx edit -------------------------------------------------------------------------------------------------
cat >"$scratch/editor" <<'E2'
#!/bin/sh
printf '%s\n' "$@"
E2
chmod 755 "$scratch/editor"
run $as_user env VISUAL="$scratch/editor -x" "$GX" edit -L "$modules" pear
is "$status" 0 "gx edit calls the editor"
like "$out" "^$modules/toys/packages.scm\$" "with the file that defines the package"
like "$(printf '%s\n' "$out" | tr '\n' ' ')" '^-x \+[1-9][0-9]* /' "at its line, after the editor's own arguments"
run $as_user env VISUAL= EDITOR=no-such-editor "$GX" edit -L "$modules" pear
is "$status" 1 "an editor that is not there"
like "$err" 'VISUAL or .EDITOR' "is told with what to set"
user edit -L "$modules" paer
like "$err" "did you mean 'pear'" "so is an unknown package"
done_testing
