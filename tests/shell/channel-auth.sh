#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Authentication with keys that GnuPG makes: expired, revoked, weak, tampered, missing, unrelated.
# shellcheck source=tests/shell/lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/lib.sh"
need git gpg python3

fresh_store
HOME=$scratch/home GIT_CONFIG_GLOBAL=$scratch/gitconfig XDG_CONFIG_HOME=$scratch/config
GNUPGHOME=$scratch/gnupg
export HOME GIT_CONFIG_GLOBAL XDG_CONFIG_HOME GNUPGHOME
unset GX_CHANNELS GX_OFFLINE GPG_TTY DISPLAY
mkdir -p "$HOME" "$scratch/keys"
mkdir -m 700 "$GNUPGHOME"
trap 'gpgconf --kill gpg-agent; cleanup' EXIT
cd "$scratch" || exit 1
cat >sign <<'END'
#!/bin/sh
# gpg as git calls it; $GPG_MORE is a list of options.
# shellcheck disable=SC2086
exec gpg --batch --quiet --no-tty $GPG_MORE "$@"
END
chmod +x sign
GPG_MORE=
export GPG_MORE
git config --global user.name tester
git config --global user.email tester@example.org
git config --global init.defaultBranch master
git config --global gpg.program "$scratch/sign"

# key NAME ALGORITHM EXPIRY [OPTION…]: a new key; its public part is keys/NAME.key.
key() {
	key_name=$1 key_kind=$2 key_end=$3
	shift 3
	gpg --batch --quiet --no-tty --pinentry-mode loopback --passphrase '' "$@" \
		--quick-generate-key "$key_name@example.org" "$key_kind" sign "$key_end" 2>/dev/null &&
		gpg --batch --quiet --armor --export "$key_name@example.org" >"keys/$key_name.key"
}
fingerprint() {
	gpg --batch --quiet --with-colons --list-keys "$1@example.org" 2>/dev/null |
		awk -F: '/^fpr/ { print $10; exit }'
}
ok "keys are made" key alice ed25519 never
key rsa rsa2048 never
# Made in 2020 for a year; the file holds that, while its owner has prolonged it since.
key old ed25519 1y --faked-system-time '20200101T000000!'
gpg --batch --quiet --no-tty --pinentry-mode loopback --passphrase '' --faked-system-time '20200102T000000!' \
	--quick-set-expire "$(fingerprint old)" never 2>/dev/null
key gone ed25519 never
sed 's/^:-----BEGIN/-----BEGIN/' "$GNUPGHOME/openpgp-revocs.d/$(fingerprint gone).rev" >gone.rev
cp -r "$GNUPGHOME" revoked-home
chmod 700 revoked-home
GNUPGHOME=$scratch/revoked-home gpg --batch --quiet --import gone.rev 2>/dev/null
GNUPGHOME=$scratch/revoked-home gpg --batch --quiet --armor --export gone@example.org >keys/gone.key
GNUPGHOME=$scratch/revoked-home gpgconf --kill gpg-agent

git init -q chan
cd chan || exit 1
{
	echo '(authorizations (version 0) ('
	for name in alice rsa old gone; do
		echo "(\"$(fingerprint $name)\" (name \"$name\"))"
	done
	echo '))'
} >.guix-authorizations
echo '(channel (version 0))' >.guix-channel
# change NAME TEXT: one more commit, signed by NAME.
change() {
	echo "$2" >>text
	git add -A
	git commit -q "-S$(fingerprint "$1")" -m "$2"
}
change alice introduction
intro=$(git rev-parse HEAD)
git checkout -q --orphan keyring
git rm -q -rf .
cp ../keys/*.key .
git add -A
git commit -q -m keys
git checkout -q master
cd .. || exit 1
git init -q core
mkdir core/guix
echo '(define-module (guix packages))' >core/guix/packages.scm
git -C core add -A
git -C core commit -q -m core

# authenticate [INTRODUCTION]: resolve chan at the tip of its branch master, in the store at hand.
authenticate() {
	cat >channels.scm <<-END
		(list (channel (name 'core) (url "$scratch/core"))
		      (channel (name 'chan) (url "$scratch/chan")
		               (introduction (make-channel-introduction "${1:-$intro}"
		                              (openpgp-fingerprint "$(fingerprint alice)")))))
	END
	run gx time-machine -C channels.scm
}
authenticate
is "$status" 0 "the introduction alone is authentic"
like "$err" 'channel chan is authentic: the signature of 1 commit was checked' "and counted"
for i in 1 2 3; do (cd chan && change rsa "change $i"); done
authenticate
is "$status" 0 "so are later commits by another authorized key"
like "$err" 'signatures of 3 commits were checked' "of which only the new ones are checked"
authenticate
unlike "$err" 'checked' "and none the next time"

(cd chan && change old 'after the end')
authenticate
is "$status" 0 "a key that has expired keeps the history valid"
like "$err" "signed by the key .*, which had expired" "but it is said"
is "$(printf '%s\n' "$err" | grep -c expired)" 1 "in one line"
(cd chan && change gone 'one' && change gone 'two')
authenticate
is "$status" 0 "so does one that was revoked"
is "$(printf '%s\n' "$err" | grep -c 'which was revoked')" 1 "which is said in one line"
fresh_store 2
authenticate
is "$(printf '%s\n' "$err" | grep -cE 'had expired|was revoked')" 2 "a check of the whole history says both"

good=$(git -C chan rev-parse HEAD)
# refused REGEXP SENTENCE: the tip of chan is not trusted; then it is taken back.
refused() {
	authenticate "${3:-}"
	is "$status" 1 "$2 is refused"
	like "$err" "$1" "in words"
	git -C chan reset -q --hard "$good"
}
(cd chan && GPG_MORE='--digest-algo SHA1' change rsa weak)
refused 'uses SHA-1, which is refused' "a SHA-1 signature"
tampered=$(git -C chan cat-file commit HEAD | sed 's/^two$/three/' | git -C chan hash-object -t commit -w --stdin)
git -C chan reset -q --hard "$tampered"
refused "commit $tampered: the signature is wrong" "a commit that was changed after it was signed"
(cd chan && echo more >>text && git commit -q -a -m unsigned)
refused 'lacks a signature' "a commit without signature"
(cd chan && git checkout -q --orphan aside && change alice unrelated && git checkout -q master)
aside=$(git -C chan rev-parse aside)
refused "introduction commit $aside does not exist" "an introduction that was not fetched" "$aside"
echo "(list (channel (name 'chan) (url \"$scratch/chan\") (branch \"aside\")))" >aside.scm
run gx time-machine -C aside.scm
refused "does not descend from the introduction commit $aside" "a history without the introduction" "$aside"
key mallory ed25519 never
(cd chan && change mallory intruder)
refused 'is signed by key .*, which is not on the channel.s keyring branch' "a key that nobody knows"

# A clone whose commit was exchanged below git's feet.
fresh_store 3
authenticate
rm -rf "$GX_STORE_ROOT/cache/channels/verified"
for clone in "$GX_STORE_ROOT"/cache/channels/*/; do
	git -C "$clone" cat-file -e "$good" 2>/dev/null || continue
	mkdir packs
	mv "$clone"/objects/pack/* packs
	for pack in packs/*.pack; do git -C "$clone" unpack-objects -q <"$pack"; done
	python3 - "$clone/objects" "$good" <<-'P'
		import os, sys, zlib
		path = os.path.join(sys.argv[1], sys.argv[2][:2], sys.argv[2][2:])
		data = zlib.decompress(open(path, "rb").read()).replace(b"\ntwo\n", b"\nowt\n")
		os.chmod(path, 0o644)
		open(path, "wb").write(zlib.compress(data))
	P
done
run gx time-machine --offline -C channels.scm
is "$status" 1 "a commit that is not what its id says is refused"
like "$err" "$good|hash mismatch" "with its id"
authenticate
is "$status" 0 "with a network such a clone is made again"
like "$err" "clone of channel chan is damaged" "which is said"
like "$err" "signatures of [0-9]+ commits were checked" "and what comes is checked anew"

fresh_store 4
git -C chan branch -q -D keyring
authenticate
is "$status" 1 "a channel without keyring branch is refused"
like "$err" "no keyring branch .keyring." "in words"
done_testing
