#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Checks the bundle that this file lies in, without the program that made it.
#
#   sh verify.sh [-C FOLDER] [ROOT.crt [TSA.crt]]
#
# ROOT.crt  the sender's certificate (PEM); it must come by another road than
#           this bundle. Without it: is the bundle intact, whoever sealed it.
# TSA.crt   the root of the time-stamping authority (PEM).
# FOLDER    the bundle, for who would rather run another copy of this script.
#
# Needs a POSIX shell with awk, sed, sort, find and xargs; sha256sum or shasum;
# OpenSSL 3. Exit code 0: nothing is wrong; 1: something is; 2: it cannot tell.
set -u
export LC_ALL=C
folder=
if [ "${1-}" = -C ]; then
	folder=$2
	shift 2
fi
absolute() { case $1 in '' | /*) printf %s "$1" ;; *) printf %s "$(pwd)/$1" ;; esac; }
root=$(absolute "${1-}")
authority=$(absolute "${2-}")
cd "${folder:-$(dirname "$0")}" || exit 2
for file in "$root" "$authority"; do
	[ -z "$file" ] || [ -r "$file" ] || { echo "cannot read $file"; exit 2; }
done
command -v openssl >/dev/null || { echo "there is no openssl"; exit 2; }
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM
mkdir "$work/files"
: >"$work/faults"
seal=tagmanifest-sha256.txt.p7s

if command -v sha256sum >/dev/null; then
	sums() { sha256sum "$@"; }
	sums_of_names() { xargs sha256sum; }
else
	sums() { shasum -a 256 "$@"; }
	sums_of_names() { xargs shasum -a 256; }
fi

# what came from the bundle is shown without what could steer a terminal
fault() { # LAYER WORDS
	printf '%s\n' "$2" | tr -c '[:print:]\n' '?' | sed "s/^/FAILED: $1: /" | tee -a "$work/faults"
}
faults_of() { # LAYER FILE: a line each, the first twenty
	head -n 20 "$2" | while IFS= read -r line; do fault "$1" "$line"; done
	[ "$(wc -l <"$2")" -le 20 ] || fault "$1" "and $(($(wc -l <"$2") - 20)) more"
}
layer() { # NAME WORDS
	if grep -q "^FAILED: $1: " "$work/faults"; then echo "$1: FAILED"; else echo "$1: $2"; fi
}
# the SHA-256 of each file "1", "2", … in $work/files, in that order, and away with them
hash_files() {
	(cd "$work/files" && find . -type f | sed 's,^\./,,' | sort -n | sums_of_names) | cut -c1-64
	rm -rf "$work/files"
	mkdir "$work/files"
}

# 1. The bag: links and the like, names, both manifests, what is listed nowhere.
find . ! -type d ! -type f | sed 's,^\./,,' | sed 's/$/ is no file/' >"$work/odd"
faults_of bag "$work/odd"
find . -name '*
*' | sed 's/$/: a name with a line end/' >"$work/odd"
faults_of bag "$work/odd"
printf 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n' | cmp -s - bagit.txt ||
	fault bag "bagit.txt is not that of BagIt 1.0"
find . -type f | sed 's,^\./,,' | sort >"$work/found"
: >"$work/lines"
for manifest in manifest-sha256.txt tagmanifest-sha256.txt; do
	[ -f "$manifest" ] && [ ! -h "$manifest" ] || { fault bag "$manifest is missing"; continue; }
	data=$([ $manifest = manifest-sha256.txt ] && echo 1 || echo 0)
	awk -v data="$data" -v name=$manifest -v good="$work/lines" '
		length($0) > 66 && substr($0, 65, 2) == "  " && substr($0, 1, 64) !~ /[^0-9a-f]/ &&
			(index($0, "data/") == 67) == data && index(substr($0, 67), "\\") == 0 { print >>good; next }
		{ print "line " NR " of " name " is no hash and name of a file that belongs there" }' \
		$manifest >"$work/odd"
	faults_of bag "$work/odd"
done
cut -c67- "$work/lines" | sort >"$work/listed"
uniq -d "$work/listed" | sed 's/$/ is listed twice/' >"$work/odd"
faults_of bag "$work/odd"
comm -13 "$work/found" "$work/listed" | sed 's/$/ is listed, and is not here/' >"$work/odd"
faults_of bag "$work/odd"
comm -23 "$work/found" "$work/listed" | grep -v -e '^tagmanifest-sha256\.txt$' -e "^$seal\$" \
	-e "^$seal\\.tsr\$" -e '^custody/witnessed/[^/]*\.tsr$' -e '^custody/later/' |
	sed 's/$/ is listed nowhere/' >"$work/odd"
faults_of bag "$work/odd"
# of those that are here; a line for another would be read from elsewhere
awk -v found="$work/found" 'BEGIN { while ((getline name <found) > 0) here[name] = 1 }
	substr($0, 67) in here' "$work/lines" >"$work/present"
sums -c "$work/present" 2>/dev/null | grep -v ': OK$' | sed 's/: FAILED.*/ is not what its manifest says/' >"$work/odd"
faults_of bag "$work/odd"
[ ! -s "$work/present" ] || sums -c "$work/present" >/dev/null 2>&1 || [ -s "$work/odd" ] ||
	fault bag "a file could not be hashed"

# 2. The seal, and its time-stamp, whose time is that at which certificates must be valid.
stamp=$seal.tsr
when=
time_of_stamp() {
	awk '/^Time stamp: / {
		months = "JanFebMarAprMayJunJulAugSepOctNovDec"
		month = (index(months, $3) + 2) / 3; day = $4; split($5, clock, /[:.]/); year = $6
		if (month <= 2) { year--; month += 12 }
		days = 365 * year + int(year / 4) - int(year / 100) + int(year / 400) \
			+ int((153 * (month - 3) + 2) / 5) + day - 1 - 719468
		printf "%d", days * 86400 + clock[1] * 3600 + clock[2] * 60 + clock[3]
	}'
}
# What the last event, bundle.begun, says of whom it is for.
is_for_self() {
	begun=$(tail -n 1 custody/events.jsonl | sed 's/.*"id":"\([0-9a-f-]*\)".*/\1/')
	grep -q "^\[\"vidimus-disclosure-v1\",\"$begun\",\"/policy\",\"[^\"]*\",\"self\"\]\$" custody/disclosures.jsonl
}
if [ ! -f $seal ]; then
	signature='NOT CHECKED: unsigned' signer='NOT CHECKED: unsigned' stamped='NOT CHECKED: unsigned'
	if [ -n "$root" ]; then
		fault signature "it bears no seal: the seal $seal is missing"
	elif [ -f custody/events.jsonl ] && ! is_for_self; then
		fault signature "it bears no seal, and a bundle for others is sealed: the seal $seal was taken away"
	fi
else
	signature=OK
	if [ ! -f $stamp ]; then
		stamped='NOT CHECKED: the seal bears no time-stamp'
	elif [ -z "$authority" ]; then
		stamped='NOT CHECKED: no certificate of an authority was given'
	else
		stamped=OK
		form=-token_in
		openssl ts -reply -in $stamp -token_in -text >"$work/stamp" 2>/dev/null || form=
		[ -n "$form" ] || openssl ts -reply -in $stamp -text >"$work/stamp" 2>/dev/null
		when=$(time_of_stamp <"$work/stamp")
		if [ -n "$when" ] && openssl ts -verify -data $seal -in $stamp $form -CAfile "$authority" \
			-attime "$when" >/dev/null 2>&1; then
			stamped="OK: sealed before $(sed -n 's/^Time stamp: //p' "$work/stamp")"
		else
			when=
			fault timestamp "the time-stamp $stamp is not one of this seal by that authority"
		fi
	fi
	verify() {
		openssl cms -verify -binary -inform DER -in $seal -content tagmanifest-sha256.txt \
			-out /dev/null "$@" >"$work/cms" 2>&1
	}
	# -noverify asks nobody who signed: that is the next question
	verify -noverify || fault signature "the seal $seal is not one of this tag manifest"
	if [ -z "$root" ]; then
		signer='NOT CHECKED: intact, signer not identified'
	else
		signer="OK: sealed under $root"
		verify -cades -CAfile "$root" -no-CApath -no-CAstore -partial_chain ${when:+-attime "$when"} ||
			fault signer "the seal $seal is not by a certificate of $root that was valid then"
	fi
fi

finish() { # LOG DISCLOSURES REDACTIONS
	layer bag OK
	layer signature "$signature"
	layer signer "$signer"
	layer timestamp "$stamped"
	layer log "$1"
	layer disclosures "$2"
	layer redactions "$3"
	echo "witnesses: NOT CHECKED: this script does not read cosignatures and consistency proofs"
	if [ -s "$work/faults" ]; then
		echo "FAILED"
		exit 1
	fi
	case $signature in
	NOT*) echo "OK: intact, unsigned" ;;
	*) [ -n "$root" ] && echo "OK: intact, sealed under $root" || echo "OK: intact, signer not identified" ;;
	esac
	exit 0
}
if [ ! -d custody ] && [ ! -f $seal ]; then
	finish 'NOT CHECKED: a plain bag' 'NOT CHECKED: a plain bag' 'NOT CHECKED: a plain bag'
fi

# 3. The custody part. Every file of it must be there, and end with a line end.
for file in events.jsonl disclosures.jsonl redactions.json proofs.txt checkpoint.txt; do
	case $file in disc*) name=disclosures ;; red*) name=redactions ;; *) name=log ;; esac
	if [ -f custody/$file ] && [ ! -h custody/$file ]; then
		cat custody/$file >"$work/$file"
		[ ! -s "$work/$file" ] || [ -z "$(tail -c 1 "$work/$file" | tr -d '\n')" ] ||
			{ fault $name "the last line of custody/$file does not end"; echo >>"$work/$file"; }
	else
		: >"$work/$file"
		fault $name "custody/$file is missing"
	fi
done

# Each event in its parts: line, id, actor, n, previous, seq, subject, time, type; and its commitments.
awk -v events="$work/parts" -v sealed="$work/sealed" '
	function bad() { print "line " NR " of custody/events.jsonl is no event" }
	BEGIN { printf "" >events; printf "" >sealed }
	{
		id = substr($0, 83, 36); head = substr($0, 119)
		if (substr($0, 1, 10) != "{\"actor\":\"" || substr($0, 75, 8) != "\",\"id\":\"" ||
		    !match(head, /^","n":[1-9][0-9]*,"open":[{]/)) { bad(); next }
		split(substr(head, 7, RLENGTH), number, ",")
		if (!match($0, /,"sealed":[{][^{}]*[}],"seq":[0-9]+,"subject":"[^"\\]*","time":"[^"\\]*","tv":[0-9]+,"type":"[^"\\]*","v":1[}]$/)) { bad(); next }
		front = substr($0, 1, RSTART - 1); tail = substr($0, RSTART)
		if (!match(front, /,"previous":(null|"[0-9a-f]+")$/)) { bad(); next }
		previous = substr(front, RSTART + 12); gsub(/"/, "", previous)
		close_at = index(tail, "}"); members = substr(tail, 12, close_at - 12); tail = substr(tail, close_at + 2)
		split(tail, part, "\""); split(part[3], seq, /[:,]/)
		print NR, id, substr($0, 11, 64), number[1], previous, seq[2], part[6], part[10], part[16] >events
		count = split(members, member, ",")
		for (i = 1; i <= count; i++) { split(member[i], part, "\""); print id, part[2], part[4] >sealed }
	}' "$work/events.jsonl" >"$work/odd"
faults_of log "$work/odd"

# The leaf of each: SHA-256 of a zero byte and the line, in batches.
awk_writes_zero=$([ "$(awk 'BEGIN { printf "%c", 0 }' | od -An -tx1 | tr -d ' \n')" = 00 ] && echo 1 || echo 0)
hash_lines() { # FILE PREFIX: 0 for none
	rm -f "$work"/batch.*
	split -l 4000 "$1" "$work/batch."
	for batch in "$work"/batch.*; do
		[ -f "$batch" ] || continue
		awk -v folder="$work/files/" -v prefix="$2" -v zero="$awk_writes_zero" '
			{ name = folder NR; if (prefix && zero) printf "%c", 0 >name; else if (prefix) printf "\001" >name
			  printf "%s", $0 >name; close(name) }' "$batch"
		if [ "$2" = 1 ] && [ "$awk_writes_zero" = 0 ]; then # a raw 1 stands nowhere in JSON
			for file in "$work"/files/*; do tr '\001' '\000' <"$file" >"$work/one" && cat "$work/one" >"$file"; done
		fi
		hash_files
	done
}
hash_lines "$work/events.jsonl" 1 >"$work/leaves"

# Order and chains; bundle.begun, the last event, names each other chain with its number and head.
begun=$(awk 'END { if ($9 == "bundle.begun") print $2 }' "$work/parts")
opened=$(awk -v begun="$begun" 'index($0, "\"" begun "\"") == 26 { n++ } END { print n + 0 }' "$work/disclosures.jsonl")
public=
[ "$(wc -l <"$work/parts")" -eq 1 ] && [ -n "$begun" ] && [ "$opened" -eq 0 ] && public=1
if [ -n "$public" ]; then
	finish 'NOT CHECKED: policy public' 'NOT CHECKED: policy public' 'NOT CHECKED: policy public'
fi
[ -n "$begun" ] || fault log "the last line of custody/events.jsonl is not bundle.begun"
awk -v begun="$begun" 'index($0, "\"" begun "\",\"/chains\",") == 26' "$work/disclosures.jsonl" | tr '{' '\n' |
	awk -F'"' '$2 == "head" && $6 == "n" && $8 == "subject" { split($7, n, /[:,]/); print $10, n[2], $4 }' >"$work/chains"
awk -v leaves="$work/leaves" -v chains="$work/chains" -v begun="$begun" '
	BEGIN {
		while ((getline leaf <leaves) > 0) leaf_of[++lines] = leaf
		last = -1
	}
	{
		if ($6 + 0 <= last) print "event " $2 " stands there twice or out of order"
		else last = $6 + 0
		if ($4 != n[$7] + 1) print "event " $2 " is number " $4 " of the chain " $7 ", and follows number " n[$7] + 0
		else if ($5 != (n[$7] ? head[$7] : "null")) print "event " $2 " follows another event than the one before it in the chain " $7
		n[$7] = $4; head[$7] = leaf_of[$1]; if ($2 == begun) own = $7
	}
	END {
		while ((getline <chains) > 0) {
			named[$1] = 1
			if ($2 != n[$1] || $3 != head[$1]) print "the chain " $1 " is not whole: bundle.begun names " $2 " events of it"
		}
		for (chain in n) if (!(chain in named) && chain != own) print "bundle.begun does not name the chain " chain
	}' "$work/parts" >"$work/odd"
faults_of log "$work/odd"

# 4. Keys: event 0 and actor.added by keepers, each with the new key's proof.
octal='function octal(hex,   out, i) { out = ""; for (i = 1; i < length(hex); i += 2) out = out sprintf("\\%03o",
	(index("0123456789abcdef", substr(hex, i, 1)) - 1) * 16 + index("0123456789abcdef", substr(hex, i + 1, 1)) - 1)
	return out }'
write_key() { # HEX FILE: an Ed25519 public key as openssl reads it
	printf '\060\052\060\005\006\003\053\145\160\003\041\000' >"$2"
	printf "$(echo "$1" | awk "$octal"' { print octal($1) }')" >>"$2"
}
catalogue=$(sed -n '1s/^.*"subject":"catalogue\/\([0-9a-f-]*\)".*$/\1/p' "$work/events.jsonl")
mkdir "$work/keys"
sed -n -e 's/^{"actor":"\([0-9a-f]*\)","id":"\([0-9a-f-]*\)".*"open":{.*"proof":"\([^"]*\)","public_key":"\([0-9a-f]*\)","role":"\([a-z]*\)".*"type":"actor.added","v":1}$/\1 \2 \4 \5 \3/p' \
	-e '1s/^{"actor":"\([0-9a-f]*\)","id":"\([0-9a-f-]*\)".*"public_key":"\([0-9a-f]*\)","role":"\([a-z]*\)".*"type":"catalogue.created","v":1}$/\1 \2 \3 \4 -/p' \
	"$work/events.jsonl" >"$work/added"
: >"$work/odd"
while read -r actor id key role proof; do
	write_key "$key" "$work/key"
	name=$(tail -c 32 "$work/key" | openssl dgst -sha256 -r | cut -c1-64)
	if [ "$proof" = - ]; then
		[ "$actor" = "$name" ] || echo "event $id is not signed by the key that it names"
	else
		[ -f "$work/keys/$actor" ] && [ "$(cat "$work/keys/$actor.role")" = keeper ] ||
			echo "event $id adds a key, and is by no keeper"
		printf 'vidimus-actor-v1\n%s\n%s\n' "$catalogue" "$key" >"$work/text"
		printf '%s==' "$proof" | tr -- '-_' '+/' | openssl base64 -d -A >"$work/signature" 2>/dev/null
		openssl pkeyutl -verify -pubin -keyform DER -inkey "$work/key" -rawin -in "$work/text" \
			-sigfile "$work/signature" >/dev/null 2>&1 || echo "event $id adds a key without that key's proof"
	fi
	[ -f "$work/keys/$name" ] || { cp "$work/key" "$work/keys/$name" && echo "$role" >"$work/keys/$name.role"; }
done <"$work/added" >>"$work/odd"
faults_of log "$work/odd"

# 5. Checkpoints: each event's own is signed by its actor, and checkpoint.txt by the last one's.
signed_by() { # NOTE ACTOR
	[ -f "$work/keys/$2" ] || return 1
	head -n 3 "$1" >"$work/text"
	# after each resumption the log signs under another name: vidimus/UUID/2, …
	origin=vidimus/$catalogue$(awk -v size="$(sed -n 2p "$1")" '$9 == "log.resumed" && $6 + 0 < size + 0 { n++ }
		END { if (n) print "/" n + 1 }' "$work/parts")
	[ "$(head -n 1 "$1")" = "$origin" ] || return 1
	[ -z "$(sed -n 4p "$1")" ] || return 1
	sed 1,4d "$1" | while read -r dash name letters; do
		[ "$dash $name" = "$(printf '\342\200\224') $origin" ] || continue
		printf %s "$letters" | openssl base64 -d -A 2>/dev/null | tail -c 64 >"$work/signature"
		openssl pkeyutl -verify -pubin -keyform DER -inkey "$work/keys/$2" -rawin -in "$work/text" \
			-sigfile "$work/signature" >/dev/null 2>&1 && echo yes
	done | grep -q yes
}
awk -v parts="$work/parts" -v found="$work/proofs" '
	BEGIN { while ((getline <parts) > 0) { place[$2] = ++count; seq[$2] = $6; actor[$2] = $3; line[$2] = $1; id[count] = $2 } printf "" >found }
	NF != 6 || !($1 in place) { print "line " NR " of custody/proofs.txt is of no event here"; next }
	$1 in proved { print "event " $1 " has two lines in custody/proofs.txt"; next }
	{
		proved[$1] = 1
		if ($2 != seq[$1]) print "the proof of event " $1 " is for another place"
		if ($3 + 0 <= $2 + 0 || (own && ($3 + 0 < own || ($2 + 0 < own && $3 + 0 != own))))
			print "the proof of event " $1 " is not to the first checkpoint after it"
		if ($3 + 0 > own) own = $3 + 0
		if ($3 !~ /[^0-9]/ && $5 !~ /[^0-9]/) print $1, line[$1], actor[$1], $2, $3, $4, $5, $6 >found
	}
	END { for (i = 1; i <= count; i++) if (!(id[i] in proved)) print "event " id[i] " has no proof" }
	' "$work/proofs.txt" >"$work/odd"
faults_of log "$work/odd"
awk '!seen[$5, $3]++ { print $5, $3, $1 }' "$work/proofs" >"$work/own"
: >"$work/odd"
: >"$work/roots"
while read -r size actor id; do
	note=custody/checkpoints/$size.txt
	if [ ! -f "$note" ]; then
		echo "$note is missing"
	elif [ "$(sed -n 2p "$note")" != "$size" ]; then
		echo "$note is of another size"
	else
		signed_by "$note" "$actor" || echo "$note is not signed by the actor of event $id"
		echo "$size own $(sed -n 3p "$note")" >>"$work/roots"
	fi
done <"$work/own" >>"$work/odd"
size=$(sed -n 2p "$work/checkpoint.txt")
echo "$size last $(sed -n 3p "$work/checkpoint.txt")" >>"$work/roots"
signed_by "$work/checkpoint.txt" "$(awk 'END { print $3 }' "$work/parts")" ||
	echo "custody/checkpoint.txt is not signed by the actor of the last event" >>"$work/odd"
awk -v size="$size" '$7 != size { print "the proof of event " $1 " is not to custody/checkpoint.txt" }' "$work/proofs" >>"$work/odd"
faults_of log "$work/odd"

# 6. Both proofs of every event (RFC 9162, 2.1.3.2), level by level: what is to be hashed on a
#    level is written as files, each once, and hashed by one call.
decode='function hex_of(text,   out, i, bits, size) { if (text in decoded) return decoded[text]
	out = ""; for (i = 1; i + 3 <= length(text); i += 4) { bits = value(text, i) * 262144 + value(text, i + 1) * 4096 + value(text, i + 2) * 64 + value(text, i + 3)
		out = out sprintf("%06x", bits) }
	return decoded[text] = substr(out, 1, 64) }
	function value(text, i) { return index(letters, substr(text, i, 1)) - 1 < 0 ? 0 : index(letters, substr(text, i, 1)) - 1 }
	BEGIN { letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/" }'
awk -v leaves="$work/leaves" "$decode"'
	BEGIN { while ((getline leaf <leaves) > 0) leaf_of[++lines] = leaf }
	function tell(kind, size, path,   count, hash, i, out) {
		out = ""; count = path == "-" ? 0 : split(path, hash, ",")
		for (i = 1; i <= count; i++) out = out " " (length(hash[i]) == 44 ? hex_of(hash[i]) : "bad")
		print $1, kind, size, $4, size - 1, leaf_of[$2] out }
	{ tell("own", $5, $6); tell("last", $7, $8) }' "$work/proofs" >"$work/state"
: >"$work/reached"
while [ -s "$work/state" ]; do
	# state: EVENT KIND SIZE FN SN R PATH…; those at the end of their path go to "reached"
	awk -v next_state="$work/next" -v reached="$work/reached" -v script="$work/script" "$octal"'
		BEGIN { printf "" >next_state; printf "" >script }
		NF == 6 { print $1, $2, $3, $5, $6 >>reached; next }
		$5 == 0 || $7 == "bad" { print $1, $2, $3, 1, "-" >>reached; next }
		{
			fn = $4; sn = $5
			if (fn % 2 == 1 || fn == sn) {
				pair = $7 " " $6
				while (fn % 2 == 0 && fn != 0) { fn = int(fn / 2); sn = int(sn / 2) }
			} else pair = $6 " " $7
			if (!(pair in name)) {
				name[pair] = ++count; split(pair, side, " ")
				print "printf \047\\001" octal(side[1]) octal(side[2]) "\047 >" count >script
			}
			out = $1 " " $2 " " $3 " " int(fn / 2) " " int(sn / 2) " " name[pair]
			for (i = 8; i <= NF; i++) out = out " " $i
			print out >next_state
		}' "$work/state"
	(cd "$work/files" && . "$work/script")
	hash_files >"$work/hashes"
	awk -v hashes="$work/hashes" 'BEGIN { while ((getline hash <hashes) > 0) by_name[++count] = hash }
		{ $6 = by_name[$6]; print }' "$work/next" >"$work/state"
done
awk -v roots="$work/roots" "$decode"'
	BEGIN { while ((getline <roots) > 0) root[$2, $1] = hex_of($3) }
	$4 != 0 || root[$2, $3] != $5 { print "event " $1 " is not proved to be in custody/" ($2 == "own" ? "checkpoints/" $3 : "checkpoint") ".txt" }
	' "$work/reached" | sort >"$work/odd"
faults_of log "$work/odd"

# 7. Every commitment is opened by one line, which hashes to it, or listed once as withheld.
cat "$work/disclosures.jsonl" >"$work/opening"
awk '{ print "custody/disclosures.jsonl", NR }' "$work/disclosures.jsonl" >"$work/places"
find custody/later -type f -name '*.jsonl' 2>/dev/null | sort | while IFS= read -r name; do
	cat "$name" >>"$work/opening"
	awk -v name="$name" '{ gsub(/ /, "?", name); print name, NR }' "$name" >>"$work/places"
done
hash_lines "$work/opening" 0 >"$work/sums"
awk -F'"' -v sums="$work/sums" -v places="$work/places" '
	function digit(i) { return index("0123456789abcdef", substr(hex, i, 1)) - 1 }
	function base64url(   out, i, bits) {
		out = ""
		for (i = 1; i <= 64; i += 3) { bits = digit(i) * 256 + digit(i + 1) * 16 + digit(i + 2)
			out = out substr(letters, int(bits / 64) + 1, 1) substr(letters, bits % 64 + 1, 1) }
		return substr(out, 1, 43)
	}
	BEGIN { letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_" }
	{
		getline hex <sums; hex = hex "00"; getline place <places; split(place, at, " ")
		if (substr($0, 1, 26) != "[\"vidimus-disclosure-v1\",\"" || $5 != "," || $7 != "," || substr($6, 1, 1) != "/" || length($8) != 43 || substr($9, 1, 1) != ",")
			print "BAD line " at[2] " of " at[1] " is no disclosure"
		else print $4, substr($6, 2), base64url(), at[1], at[2]
	}' "$work/opening" >"$work/opened"
sed -n 's/^BAD //p' "$work/opened" >"$work/odd"
faults_of disclosures "$work/odd"
tr '}' '\n' <"$work/redactions.json" | awk '
	BEGIN { head = "{\"format\":\"vidimus-redactions-v1\",\"redactions\":[" }
	NR == 1 { if (index($0, head) != 1) { print "BAD"; exit } $0 = "," substr($0, length(head) + 1) }
	$0 == "]" || (NR == 1 && $0 == ",]") { ended = 1; next }
	$0 == "" && ended { next }
	{
		split($0, part, "\"")
		if (ended || $0 != ",{\"code\":\"" part[4] "\",\"event\":\"" part[8] "\",\"member\":\"" part[12] "\"" ||
		    part[4] part[8] ~ /[^0-9a-z-]/ || part[12] !~ /^\/[a-z][a-z0-9_]*$/) { print "BAD"; exit }
		print part[8], substr(part[12], 2), part[4]
	}
	END { if (!ended) print "BAD" }' >"$work/listed"
if grep -q '^BAD' "$work/listed"; then
	fault redactions "custody/redactions.json has not the form of one"
fi
awk -v sealed="$work/sealed" -v opened="$work/opened" -v listed="$work/listed" '
	BEGIN {
		while ((getline <sealed) > 0) { order[++count] = $1 " " $2; commitment[$1, $2] = $3; here[$1] = 1 }
		while ((getline <listed) > 0) {
			if ($1 == "BAD") continue
			if (!(($1, $2) in commitment)) print "redactions custody/redactions.json lists /" $2 " of event " $1 ", which is not here"
			else if (($1, $2) in code) print "redactions /" $2 " of event " $1 " is listed twice"
			code[$1, $2] = $3
		}
		while ((getline <opened) > 0) {
			if ($1 == "BAD") continue
			later = $4 != "custody/disclosures.jsonl"
			if (!($1 in here)) print "disclosures line " $5 " of " $4 " is of event " $1 ", which is not here"
			else if (commitment[$1, $2] != $3) print "disclosures line " $5 " of " $4 " opens nothing: /" $2 " of event " $1 " is committed to another value"
			else if (($1, $2) in open || (later && !(($1, $2) in code))) print "disclosures /" $2 " of event " $1 " is opened twice, the second time by line " $5 " of " $4
			else if (later) continue
			else { open[$1, $2] = 1; if (($1, $2) in code) print "redactions /" $2 " of event " $1 " is opened, and listed as withheld" }
		}
		for (i = 1; i <= count; i++) {
			split(order[i], part, " ")
			if (!((part[1], part[2]) in open) && !((part[1], part[2]) in code))
				print "redactions /" part[2] " of event " part[1] " is neither opened nor listed"
		}
	}' >"$work/odd"
for name in disclosures redactions; do
	sed -n "s/^$name //p" "$work/odd" >"$work/one"
	faults_of $name "$work/one"
done
finish "OK: chains, keys, checkpoints and proofs; NOT CHECKED: what each type of event may hold" \
	"OK: $(awk 'END { print NR }' "$work/disclosures.jsonl") members opened; NOT CHECKED: items.json" \
	"OK: all else is listed; NOT CHECKED: whether the policy withholds it"
