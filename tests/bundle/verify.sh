#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Checks the bundle that this file lies in: sh verify.sh [ROOT.crt]
# Needs a POSIX shell, sha256sum or shasum, and OpenSSL 3.
set -u
case ${1-} in '' | /*) root=${1-} ;; *) root=$(pwd)/$1 ;; esac
cd "$(dirname "$0")" || exit 2
failed=0

fault() {
	echo "FAILED: $*"
	failed=1
}

sums() {
	if command -v sha256sum >/dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi
}

# base64url of the SHA-256 of standard input
commitment() {
	openssl dgst -sha256 -binary | openssl base64 -A | tr '+/' '-_' | tr -d '='
}

for manifest in manifest-sha256.txt tagmanifest-sha256.txt; do
	sums -c "$manifest" >/dev/null 2>&1 || fault "a file differs from $manifest"
done

# every file is listed, but for the seal and what came later
find . -type f ! -name '*.p7s' ! -name '*.tsr' ! -path './custody/later/*' \
	! -path ./tagmanifest-sha256.txt | sed 's,^\./,,' | LC_ALL=C sort >"${TMPDIR:-/tmp}/vidimus-$$-found"
sed 's/^[0-9a-f]*  //' manifest-sha256.txt tagmanifest-sha256.txt | LC_ALL=C sort \
	>"${TMPDIR:-/tmp}/vidimus-$$-listed"
cmp -s "${TMPDIR:-/tmp}/vidimus-$$-found" "${TMPDIR:-/tmp}/vidimus-$$-listed" ||
	fault "a file is not listed, or a listed one is missing"
rm -f "${TMPDIR:-/tmp}/vidimus-$$-found" "${TMPDIR:-/tmp}/vidimus-$$-listed"

# each disclosure opens a commitment of the event that it names, and none is opened twice
opened=0
while IFS= read -r line; do
	id=$(printf '%s' "$line" | cut -d'"' -f4)
	member=$(printf '%s' "$line" | cut -d'"' -f6 | cut -c2-)
	found=$(printf '%s' "$line" | commitment)
	grep -F "\"id\":\"$id\"" custody/events.jsonl | grep -qF "\"$member\":\"$found\"" ||
		fault "the disclosure of $member of event $id opens nothing"
	opened=$((opened + 1))
done <custody/disclosures.jsonl
[ "$(cut -d'"' -f4,6 custody/disclosures.jsonl | sort | uniq -d | wc -l)" -eq 0 ] ||
	fault "a member is opened twice"

if [ -n "$root" ]; then
	openssl cms -verify -binary -cades -inform DER -in tagmanifest-sha256.txt.p7s \
		-content tagmanifest-sha256.txt -CAfile "$root" -out /dev/null 2>/dev/null ||
		fault "the seal is not by a certificate of $root"
fi
[ "$failed" -eq 0 ] || exit 1
if [ -n "$root" ]; then
	echo "OK: intact, sealed under $root, $opened members opened"
else
	echo "OK: intact, signer not identified, $opened members opened"
fi
echo "NOT CHECKED: chains, proofs, keys, redactions, time-stamps"
