# SPDX-License-Identifier: Apache-2.0
# fixtures.sh - two time-stamping authorities, tsa and other-tsa, in the current folder.
set -eu
for name in tsa other-tsa; do
	mkdir $name
	cd $name
	for key in root tsa; do
		openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out $key.key 2>/dev/null
	done
	openssl req -new -x509 -key root.key -days 3650 -subj "/O=$name/CN=Root" \
		-addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign" -out root.crt
	openssl req -new -key tsa.key -subj "/O=$name/CN=Stamper" -out tsa.csr
	printf '%s\n' "basicConstraints=critical,CA:FALSE" "keyUsage=critical,digitalSignature" \
		"extendedKeyUsage=critical,timeStamping" >tsa.ext
	openssl x509 -req -in tsa.csr -CA root.crt -CAkey root.key -days 3000 -extfile tsa.ext -out tsa.crt 2>/dev/null
	echo 01 >serial
	printf '%s\n' '[tsa]' 'default_tsa=t' '[t]' 'serial=serial' 'signer_cert=tsa.crt' 'certs=root.crt' \
		'signer_key=tsa.key' 'signer_digest=sha256' 'default_policy=1.2.3.4' 'digests=sha256' \
		'accuracy=secs:1' 'ordering=no' 'tsa_name=no' 'ess_cert_id_chain=no' 'ess_cert_id_alg=sha256' >tsa.cnf
	cd ..
done
