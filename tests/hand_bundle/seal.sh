#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes a bag of a folder and seals it: sh seal.sh FOLDER TEXTS. Writes root.crt beside the
# folder. Real sha256sum, real openssl; the organisation's root and the leaf are made anew.
set -eu
folder=$1
texts=$2

if [ ! -f root.crt ]; then
	openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out root.key 2>/dev/null
	openssl req -new -x509 -key root.key -days 3650 -subj "/O=Example Organisation/CN=Root" \
		-addext "basicConstraints=critical,CA:TRUE,pathlen:0" \
		-addext "keyUsage=critical,keyCertSign,cRLSign" -out root.crt
	openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out leaf.key 2>/dev/null
	openssl req -new -key leaf.key -subj "/O=Example Organisation/CN=Office" -out leaf.csr
	printf '%s\n' "basicConstraints=critical,CA:FALSE" \
		"keyUsage=critical,digitalSignature,nonRepudiation" \
		"extendedKeyUsage=emailProtection" >leaf.ext
	openssl x509 -req -in leaf.csr -CA root.crt -CAkey root.key -days 825 -extfile leaf.ext \
		-out leaf.crt 2>/dev/null
fi

cp "$texts/VERIFY.txt" "$texts/verify.sh" "$folder"
cd "$folder"
printf 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n' >bagit.txt
printf 'Source-Organization: Example Organisation\nExternal-Identifier: ABC-B1\n' >bag-info.txt
find data -type f | LC_ALL=C sort | xargs sha256sum >manifest-sha256.txt
find . -type f ! -path './data/*' ! -path './custody/later/*' ! -name 'tagmanifest-*' |
	sed 's,^\./,,' | LC_ALL=C sort | xargs sha256sum >../tagmanifest
mv ../tagmanifest tagmanifest-sha256.txt
openssl cms -sign -binary -cades -nosmimecap -md sha256 -in tagmanifest-sha256.txt \
	-signer ../leaf.crt -inkey ../leaf.key -certfile ../root.crt -outform DER \
	-out tagmanifest-sha256.txt.p7s
