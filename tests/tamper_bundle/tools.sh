# SPDX-License-Identifier: Apache-2.0
# tools.sh - what the changes of bundle_expected.tsv are made of; sourced in the bundle's folder,
# which lies in a folder with the keys of seal.sh. $GOOD is an untouched copy.
export LC_ALL=C
E=custody/events.jsonl D=custody/disclosures.jsonl R=custody/redactions.json P=custody/proofs.txt
I=catalogue/items.json

# the id, and the line number, of the first (or NTH) event of a type
id() { grep "\"type\":\"$1\"" "$GOOD/$E" | sed -n "${2-1}s/^{\"actor\":\"[0-9a-f]*\",\"id\":\"\([^\"]*\)\".*/\1/p"; }
at() { grep -n "\"type\":\"$1\"" "$GOOD/$E" | sed -n "${2-1}s/:.*//p"; }
# changes one bit of a file, in its middle or at BYTE
flip() {
	n=${2-$(($(wc -c <"$1") / 2))}
	byte=$(dd if="$1" bs=1 skip="$n" count=1 2>/dev/null | od -An -tu1 | tr -d ' ')
	printf "\\$(printf %o $((byte ^ 1)))" | dd of="$1" bs=1 seek="$n" conv=notrunc 2>/dev/null
}
# sed -i that must change something
edit() {
	sed "$1" "$2" >../edited
	! cmp -s ../edited "$2" && mv ../edited "$2"
}
# a part of the events of a type
edit_event() { edit "$(at "$1" "${3-1}")$2" $E; }
# the disclosure of a member of the first event of a type
edit_disclosure() { edit "/\"$(id "$1")\",\"\/$2\",/$3" $D; }
redaction() { printf '{"code":"%s","event":"%s","member":"/%s"}' "$3" "$(id "$1")" "$2"; }
# another root for the next seal, by the key ../root.key, and its leaf: SUBJECT
certify() {
	openssl req -new -x509 -key ../root.key -days 3650 -subj "$1" \
		-addext "basicConstraints=critical,CA:TRUE,pathlen:0" \
		-addext "keyUsage=critical,keyCertSign,cRLSign" -out ../own-root.crt && leaf 20200101000000Z 20400101000000Z ../own-root.crt
}
new_root_key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ../root.key 2>/dev/null; }
# a leaf that is valid from FROM to UNTIL (YYYYMMDDHHMMSSZ)
leaf() {
	: >../index; echo 01 >../serial
	printf '%s\n' '[ca]' 'default_ca=c' '[c]' 'database=../index' 'serial=../serial' 'new_certs_dir=..' \
		'default_md=sha256' 'policy=p' '[p]' 'organizationName=supplied' 'commonName=supplied' >../ca.cnf
	openssl ca -batch -notext -config ../ca.cnf -in ../leaf.csr -cert "${3-../root.crt}" -keyfile ../root.key -extfile "${4-../leaf.ext}" \
		-startdate "${1-20200101000000Z}" -enddate "${2-20400101000000Z}" -out ../leaf.crt 2>/dev/null
}
# a token over FILE by the authority ../tsa or the other one
stamp() {
	openssl ts -query -data "${1-tagmanifest-sha256.txt.p7s}" -sha256 ${3--cert} -out ../query 2>/dev/null && query=$(pwd)/.. &&
		(cd "../../${2-tsa}" && openssl ts -reply -config tsa.cnf -queryfile "$query/query" -out "$query/reply" 2>/dev/null) &&
		openssl ts -reply -in ../reply -token_out -out tagmanifest-sha256.txt.p7s.tsr 2>/dev/null
}
# seals the tag manifest as it is; makes the tag manifest anew before
seal_tags() {
	openssl cms -sign -binary -cades -nosmimecap -md sha256 -in tagmanifest-sha256.txt -signer ../leaf.crt \
		-inkey ../leaf.key -certfile "$([ -f ../own-root.crt ] && echo ../own-root.crt || echo ../root.crt)" \
		-outform DER -out tagmanifest-sha256.txt.p7s
}
list_tags() {
	find . -type f ! -path './data/*' ! -path './custody/later/*' ! -name 'tagmanifest-*' |
		sed 's,^\./,,' | sort | xargs sha256sum >../tags && mv ../tags tagmanifest-sha256.txt
}
list_all() { find data -type f | sort | xargs sha256sum >manifest-sha256.txt && list_tags; }
remake_tags() { list_tags && seal_tags; }
# withholds an opened member under a code
withhold() {
	edit_disclosure "$1" "$2" d && edit "s/{\"code\":\"[^}]*\"event\":\"$(id "$1")\"/$(redaction "$1" "$2" "$3" | sed 's,/,\\/,'),&/" $R
}
# adds an event before bundle.begun, whose sealed members, all withheld, are committed to nothing:
# TYPE SUBJECT ACTOR OPEN MEMBER CODE...
add_event() {
	type=$1 subject=$2 actor=$3 open=$4 sealed='' listed=''
	new=00000000-0000-4000-8000-00000000000c
	shift 4
	while [ $# -gt 1 ]; do
		sealed=$sealed,\"$1\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"
		listed="$listed,{\"code\":\"$2\",\"event\":\"$new\",\"member\":\"/$1\"}"
		shift 2
	done
	printf '{"actor":"%s","id":"%s","n":1,"open":%s,"previous":null,"sealed":{%s},"seq":0,"subject":"%s","time":"2031-01-01T00:00:00.000Z","tv":1,"type":"%s","v":1}\n' \
		"$actor" "$new" "$open" "${sealed#,}" "$subject" "$type" >../one
	edit "$(($(wc -l <$E) - 1))r ../one" $E && edit "s|\]}\$|$listed]}|" $R
}
add_key() {
	add_event actor.added actor/00000000-0000-4000-8000-00000000000b "$1" \
		"{\"proof\":\"$PROOF\",\"public_key\":\"$MALLORY_KEY\",\"role\":\"member\",\"short_id\":\"K-000009\"}" actor_code person
}
proof_of() { grep "^$(id "$1") " "${2-.}/$P"; }
own() { proof_of "$1" | cut -d' ' -f3; }
# the line of EVENT names the own checkpoint, and path, that OTHER has to checkpoint.txt
own_proof_of() {
	line=$(proof_of "$2") size=$(proof_of "$1" | cut -d' ' -f5)
	# the path of EVENT to checkpoint.txt serves for checkpoints/SIZE.txt, which is the same tree
	edit "s|^$(id "$2") .*|$(echo "$line" | cut -d' ' -f1,2) $size $(echo "$line" | cut -d' ' -f6) $(echo "$line" | cut -d' ' -f5,6)|" $P
}
# the line of an event has the place and proofs of another: EVENT OTHER
copy_proof() { edit "s|^$(id "$1") .*|$(id "$1") $(proof_of "$2" | cut -d' ' -f2-)|" $P; }
other_proof() {
	other=$(tail -n 1 "../../other/ABC-B1/$P" | cut -d' ' -f4)
	edit "s|^\($(id "$1") [0-9]* [0-9]*\) [^ ]*|\1 $other|" $P
}
