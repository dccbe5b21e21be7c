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

work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
export LC_ALL=C

for manifest in manifest-sha256.txt tagmanifest-sha256.txt; do
	# lines of another form would be passed over
	grep -qv '^[0-9a-f]\{64\}  [^ ]' "$manifest" && fault "a line of $manifest is no hash and name"
	sums -c "$manifest" >/dev/null 2>&1 || fault "a file differs from $manifest"
done

# everything but folders is listed, except the seal, its stamp and what came later
find . ! -type d ! -path ./tagmanifest-sha256.txt ! -path ./tagmanifest-sha256.txt.p7s \
	! -path ./tagmanifest-sha256.txt.p7s.tsr ! -path './custody/later/*' | sed 's,^\./,,' | sort >"$work/found"
sed 's/^[0-9a-f]*  //' manifest-sha256.txt tagmanifest-sha256.txt | sort >"$work/listed"
cmp -s "$work/found" "$work/listed" || fault "a file is not listed, or a listed one is missing"

# each disclosure opens a commitment of the event that it names, and none is opened twice:
# every line is hashed as a file of its own, all by one call
mkdir "$work/lines"
awk -v folder="$work/lines" 'BEGIN { ORS = "" }
	{ name = folder "/" sprintf("%09d", NR); print >name; close(name) }' custody/disclosures.jsonl
(cd "$work/lines" && find . -type f | sort | while read -r name; do echo "${name#./}"; done |
	if command -v sha256sum >/dev/null; then xargs sha256sum; else xargs shasum -a 256; fi) |
	cut -c1-64 >"$work/sums"
awk -F'"' -v sums="$work/sums" '
	function digit(letter) { return index("0123456789abcdef", letter) - 1 }
	function base64url(hex,   out, i, bits) {
		hex = hex "00"
		for (i = 1; i <= 64; i += 3) {
			bits = digit(substr(hex, i, 1)) * 256 + digit(substr(hex, i + 1, 1)) * 16 \
				+ digit(substr(hex, i + 2, 1))
			out = out substr(letters, int(bits / 64) + 1, 1) substr(letters, bits % 64 + 1, 1)
		}
		return substr(out, 1, 43)
	}
	BEGIN { letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_" }
	FNR == NR {
		match($0, /"id":"[0-9a-f-]*"/)
		event[substr($0, RSTART + 6, RLENGTH - 7)] = $0
		next
	}
	{
		getline sum <sums
		member = substr($6, 2)
		if (!index(event[$4], "\"" member "\":\"" base64url(sum) "\""))
			print "the disclosure of " member " of event " $4 " opens nothing"
		if (seen[$4 "/" member]++)
			print member " of event " $4 " is opened twice"
	}' custody/events.jsonl custody/disclosures.jsonl >"$work/faults"
while IFS= read -r line; do fault "$line"; done <"$work/faults"
opened=$(wc -l <custody/disclosures.jsonl | tr -d ' ')

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
