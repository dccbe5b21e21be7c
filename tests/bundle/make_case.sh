#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes the catalogue `cat` of a small case, by the real program: two people, a witness, two exhibits
# that hang together, a finding and a dissent with grounds that can be told and others that cannot.
set -eu
keys=$XDG_CONFIG_HOME/vidimus/keys
v() { "$VIDIMUS" -C cat "$@" >/dev/null; }

"$VIDIMUS" init cat --name northern-lantern --organisation 'Example Archive' --actor ana --no-passphrase >/dev/null
v key new bo --no-passphrase
export VIDIMUS_KEY=ana
v actor add --request "$keys/bo.request" --code bo --role member
mkdir in stick
printf '%%PDF-1.4\nSYNTHETIC DEMO - NOT EVIDENCE, one\n' >in/one.pdf
printf '%%PDF-1.4\nSYNTHETIC DEMO - NOT EVIDENCE, the other\n' >in/two.pdf
v intake in/one.pdf
v intake in/two.pdf
printf 'quiet-valley, envelope twelve\n' | v person add --code witness-seven --roles witness \
	--identity-held-at -
v relate E-1 E-2 --relation same-event
v describe E-1 --title 'A test page' --graphic not-sensitive
printf '{"date":"2020-11","acts":"torture","title":"A test that happened"}' | v incident add --fields -
printf '{"confidence":"low","seen":"A page of words."}' | v depict E-1 I-1 --fields -
printf '{"question":"place","answer":"answered","confidence":"moderate","objects":"held",
	"methods":"technical-analysis","conclusion":"In the east of the region.",
	"protected_conclusion":"Karmir Street 9","grounds":"The ridge agrees with a picture from above."}' |
	v finding add E-1 --fields -
printf '{"confidence":"high","objects":"held","grounds":"The shadow falls the other way.",
	"protected_grounds":"her sister keeps the bakery"}' |
	VIDIMUS_KEY=bo v finding review F-1 --dissent --fields -
"$VIDIMUS" key root new archive --organisation 'Example Archive' --no-passphrase --out stick >/dev/null
"$VIDIMUS" key seal new office --root stick/archive --no-passphrase >/dev/null
printf '%%PDF-1.4\nSYNTHETIC DEMO, with a line blackened\n' >redacted.pdf
v derive add E-1 redacted.pdf --kind redacted
VIDIMUS_KEY=bo v derive review X-1 --conclusion passed --cleared-for partner,public
