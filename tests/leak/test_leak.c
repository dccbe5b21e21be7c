/* SPDX-License-Identifier: Apache-2.0 */
/*
 * No sealed value stands in what may be given out or lies about: events,
 * checkpoints, home file, lock file, README, keys, receipts, what is printed
 * to standard error, and the log as it is printed.
 *
 * Each member that a command line can set gets a value of its own. What is
 * looked for is every value of every sealed member that the log has, so that
 * nothing is missed that was not thought of here.
 */
#include "leak/places.h"

#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define V "\"$VIDIMUS\" -C cat --passphrase-file pass "

/* Private text comes from files of this name and content. */
static const struct {
	const char *file, *text;
} texts[] = {
	{ "pass", "lozinka Trnovac 4417" },
	{ "held", "Sef Kamenica 7, omot 12" },
	{ "person-note", "Sokolova sestra Mrkonja" },
	{ "channel-note", "Napomena o kanalu Prokletije" },
	{ "condition", "Ogrebana kartica Visitor" },
	{ "place", "Podrum u Gornjem Jasenju" },
	{ "private-caption", "Опис Суводол 😶 tajni" },
	{ "public-caption", "Caption Ribnica javna" },
	{ "delivery-note", "Primedba uz prijem Zlatar" },
	{ "summary", "Sazetak Vlasina: troje kraj reke" },
	{ "item-note", "Beleska o snimku Rtanj" },
	{ "delivery-note-later", "Kasnija beleska Tresnjica" },
};

/* Fields of a report and of a citation that a word marks; the first is left open at its end. */
#define REPORT(own, mark)                                                                     \
	"{\"own\": \"" own "\", \"title\": \"Naslov " mark "-izvestaj\", "                   \
	"\"authors\": \"Autori " mark "-izvestaj\", \"publisher\": \"Izdavac " mark "\", "      \
	"\"url\": \"https://izvestaj.example/" mark "\", \"kind\": \"press-release\", "         \
	"\"language\": \"sr-Latn-ME-x-izv\", \"retrieved\": \"yes\", "                         \
	"\"accessed\": \"1992-04-04\", \"reliability\": \"c\", "                               \
	"\"grade_grounds\": \"Osnov " mark "\", "                                             \
	"\"protected_grade_grounds\": \"Zasticen osnov " mark "\", "                          \
	"\"note\": \"Primedba " mark "-izvestaj\""
#define CITATION(mark)                                                                        \
	"{\"part\": \"1:05-1:20; region 3,5,7x9\", \"stance\": \"illustrates\", "              \
	"\"locator\": \"pasus " mark "\", \"quote\": \"Navod " mark "\", "                     \
	"\"quote_language\": \"sr-Latn-ME-x-nav\", \"label\": \"snimak " mark "\", "           \
	"\"accessed\": \"1992-04-14\", \"because\": \"Razlog " mark "-navod\"}"

/* Reasons, and a finding, that a word marks. */
#define REASONS(mark) "\"grounds\": \"Osnov " mark "\", \"protected_grounds\": \"Zasticen osnov " mark "\""
#define FINDING(mark)                                                                         \
	"{\"question\": \"place\", \"answer\": \"answered\", \"part\": \"2:05-2:20\", "         \
	"\"conclusion\": \"Zakljucak " mark "\", \"protected_conclusion\": \"Tajni " mark "\", "  \
	"\"date\": \"1992-08-18\", \"place\": \"Zaseok " mark " (sr); 42.77987,19.83987; radius 9\", " \
	"\"region\": \"Oblast " mark " (sr); precision region\", \"confidence\": \"high\", "     \
	REASONS(mark) ", \"methods\": \"geolocation\", \"tools\": \"Alat " mark "\", "           \
	"\"sources\": \"Izvor " mark "-javni\", \"private_sources\": \"Grupa " mark "-zatvorena\", " \
	"\"protected_sources\": \"Osoba " mark "-tajna\", \"note\": \"Napomena " mark "\""

/* Who claims, and what else of the claim a word marks. */
#define CLAIM(of, by, property, mark)                                                         \
	"{\"of\": \"" of "\", \"by\": \"" by "\", \"property\": \"" property "\", "             \
	"\"raw\": \"Reci " mark "\", \"language\": \"sr-Latn-ME-x-ri\", "                   \
	"\"made\": \"1992-10-20\", \"basis\": \"direct-observation\", \"grade\": \"C3\", "  \
	REASONS(mark) ", \"note\": \"Primedba " mark "\""

/* What is done, in this order, and the exit code it ends with. */
static const struct {
	int         code;
	const char *command;
} steps[] = {
	{ 0, "\"$VIDIMUS\" init cat --name 'Katalog Zabljak' --organisation 'Udruga Vrelo' "
	     "--actor zorana-k --digests md5,sha1,sha512 --passphrase-file pass" },
	{ 0, "\"$VIDIMUS\" -C cat key new jelena --no-passphrase" },
	{ 0, V "actor add --request home/config/vidimus/keys/jelena.request --code jelena-rudnik --role member "
	     "--name 'Jelena Rudnik-Tara' --organisation 'Ured Drmno' --key zorana-k" },
	{ 0, V "--key zorana-k person add --code osoba-sokol --roles witness --protection-level extreme "
	     "--identity-held-at @held --note @person-note" },
	{ 0, V "--key zorana-k person add --code osoba-vuk --roles intermediary --protection-level standard" },
	{ 0, V "--key zorana-k channel add --code kanal-gavran --platform telegram --kind supergroup "
	     "--visibility private-invite --native-id 100998877665 --handle @ruka-vidra --title 'Вести Дрина 7' "
	     "--url https://t.example/+pozivnica-lasta --note @channel-note" },
	{ 0, V "--key zorana-k channel add --code kanal-orao --platform youtube --kind channel "
	     "--visibility public --native-id UC-javni-orao-55 --handle @javni-orao --title 'Javni Orao TV' "
	     "--url https://video.example/javni-orao" },
	{ 3, V "--key zorana-k intake ulaz-smrdan --from osoba-sokol --collector osoba-vuk "
	     "--from-organisation 'Partner Suvobor' --method private-channel-member --medium memory-card "
	     "--serial SERIJA-Cer-0099 --seal PECAT-Avala-31 --write-blocked hardware --condition @condition "
	     "--place @place --received 1993-03-17 --legal-basis 'Zakon Kopaonik cl. 5' "
	     "--capture-tool 'Hvatac Golija 2.3' --channel kanal-gavran --url https://t.example/c/objava-jastreb/991 "
	     "--post-id objava-991-jastreb --published 1994-02-28 --published-zone local "
	     "--caption @private-caption --note @delivery-note --receipt receipt-1" },
	{ 0, V "--key jelena intake javno-stig --method public-download --channel kanal-orao "
	     "--url https://video.example/watch-stig --post-id stig-post-17 --published 1995-11-30 "
	     "--caption @public-caption --receipt receipt-2" },
	{ 0, V "--key zorana-k describe E-1 --title 'Naslov Uvac most' --summary @summary --graphic graphic-3 "
	     "--sound distressing-audio --flags minor-visible,source-at-risk --tags blindfold" },
	{ 0, "echo '"
	     "{\"code\": \"kanal-gavran\", \"platform\": \"viber\", "
	     "\"kind\": \"group\", \"visibility\": \"private-closed\", "
	     "\"roles\": [\"aggregator\"], "
	     "\"identity_disclosure\": \"pseudonymous-id-only\", "
	     "\"language\": \"sr-Cyrl-ME\", \"reliability\": \"b\", "
	     "\"grade_grounds\": \"Razlozi Moraca sudu\", "
	     "\"protected_grade_grounds\": \"Razlozi Piva tajni\", "
	     "\"note\": \"Napomena Bjelasica\", \"native_id\": \"200887766554\", "
	     "\"handle\": \"@nova-vidra\", \"title\": \"Новости Тара 9\", "
	     "\"url\": \"https://t.example/+pozivnica-kos\", "
	     "\"since\": \"1996-05-01\"}"
	     "' | " V "--key zorana-k channel edit kanal-gavran --fields -" },
	{ 0, "echo '"
	     "{\"handle\": \"@stara-vidra\", \"until\": \"1990-06-13\", "
	     "\"seen\": \"1997-07-07\", \"names_basis\": \"stated-by-source\", "
	     "\"names_note\": \"Napomena imena Lim\"}"
	     "' | " V "--key zorana-k channel edit kanal-gavran --fields -" },
	{ 0, "echo '"
	     "{\"native_id\": \"UC-novi-orao-66\", \"handle\": \"@novi-orao\", "
	     "\"title\": \"Novi Orao TV\", \"seen\": \"1997-08-08\", "
	     "\"names_basis\": \"archive\", \"since\": \"1996-06-02\", "
	     "\"url\": \"https://video.example/novi-orao\"}"
	     "' | " V "--key zorana-k channel edit kanal-orao --fields -" },
	{ 0, "echo '{\"handle\": \"@raniji-orao\", \"until\": \"1990-08-14\"}' | " V
	     "--key zorana-k channel edit kanal-orao --fields -" },
	{ 0, "echo '"
	     "{\"roles\": [\"expert\"], \"protection_level\": \"high\", "
	     "\"identity_held_at\": \"Sef Kamenica 9\", "
	     "\"discipline\": \"Patologija Zlatibor\", \"reliability\": \"c\", "
	     "\"languages\": [\"sr-x-zlatar\"], "
	     "\"grade_grounds\": \"Razlozi Tara osobe\", "
	     "\"note\": \"Napomena Vuk Durmitor\"}"
	     "' | " V "--key zorana-k person edit osoba-vuk --fields -" },
	{ 0, "echo '"
	     "{\"title\": \"Dogadjaj Komovi\", \"summary\": \"Sazetak Sinjajevina\", "
	     "\"internal_summary\": \"Interno Volujak\", \"acts\": [\"torture\"], "
	     "\"methods\": [\"beating\"], \"purposes\": [\"punishment\"], "
	     "\"types\": [\"attack\"], \"date\": \"1994-03-19\", "
	     "\"place\": \"Zaseok Sekular (sr); 42.77123,19.83456; radius 250\", "
	     "\"region\": \"Oblast Andrijevica (sr); precision region\", "
	     "\"victims\": \"prisoner-of-war injured 4\", "
	     "\"victim_persons\": \"osoba-vuk\", \"victim_note\": \"Rodjaci Babino\"}"
	     "' | " V "--key zorana-k incident add --fields -" },
	{ 0, V "--key zorana-k incident add --title 'Deo Komovi' --part-of I-1" },
	{ 0, V "--key zorana-k vocabulary add platform x-forum-jablan --label 'Forum Jablan' "
	     "--definition 'Forum sela Jablan.' --broader website --source 'Izvor Gacko'" },
	{ 0, V "--key zorana-k vocabulary deprecate platform x-forum-jablan --because 'Ugasen Nevesinje'" },
	{ 0, "p=$(" V "--key zorana-k posting add E-1 --channel kanal-gavran --json | cut -d'\"' -f4); echo '"
	     "{\"url\": \"https://t.example/Morava-adresa\", "
	     "\"post_id\": \"Morava-objava-5\", \"published\": \"1991-03-11\", "
	     "\"caption\": \"Natpis Morava\", \"author\": \"Autor Morava\", "
	     "\"forwarded_from\": \"Preneto Morava\", "
	     "\"forwarded_published\": \"1991-02-11\", \"edited\": \"1991-04-11\", "
	     "\"language\": \"sr-Latn-ME-x-mor\", \"role\": \"re-sharer\", "
	     "\"basis\": \"sidecar\", \"forwarded_channel\": \"kanal-orao\", "
	     "\"forwarded_posting\": \"P-1\", \"because\": \"Razlog Morava\"}"
	     "' | " V "--key zorana-k posting edit $p --fields - && echo '"
	     "{\"availability\": \"removed-by-platform\", "
	     "\"observed\": \"1991-05-11\", \"title\": \"Naslov Morava-opet\", "
	     "\"caption\": \"Tekst Morava-opet\", "
	     "\"views\": \"gledano Morava-opet 77\", \"http_status\": 404, "
	     "\"note\": \"Napomena Morava-opet\"}"
	     "' | " V "--key zorana-k posting observe $p --fields -" },
	{ 0, "q=$(" V "--key zorana-k posting add E-1 --channel kanal-orao --json | cut -d'\"' -f4); "
	     "p=$(" V "--key zorana-k posting add E-1 --channel kanal-orao --json | cut -d'\"' -f4); echo '"
	     "{\"url\": \"https://t.example/Drava-adresa\", "
	     "\"post_id\": \"Drava-objava-5\", \"published\": \"1991-03-23\", "
	     "\"caption\": \"Natpis Drava\", \"author\": \"Autor Drava\", "
	     "\"forwarded_from\": \"Preneto Drava\", "
	     "\"forwarded_published\": \"1991-02-23\", \"edited\": \"1991-04-23\", "
	     "\"language\": \"sr-Latn-ME-x-dra\", \"role\": \"re-sharer\", "
	     "\"basis\": \"sidecar\", \"forwarded_channel\": \"kanal-orao\", "
	     "\"forwarded_posting\": \"'$q'\", \"because\": \"Razlog Drava\"}"
	     "' | " V "--key zorana-k posting edit $p --fields - && echo '"
	     "{\"availability\": \"removed-by-platform\", "
	     "\"observed\": \"1991-05-23\", \"title\": \"Naslov Drava-opet\", "
	     "\"caption\": \"Tekst Drava-opet\", "
	     "\"views\": \"gledano Drava-opet 77\", \"http_status\": 404, "
	     "\"note\": \"Napomena Drava-opet\"}"
	     "' | " V "--key zorana-k posting observe $p --fields -" },
	{ 0, "echo '" REPORT("no", "Tara") ", \"published\": \"1992-05-05\"}' | "
	     V "--key zorana-k report add --fields -" },
	{ 0, "echo 'Nacrt Lim' >nacrt-lim.txt; echo '" REPORT("yes", "Lim") ", \"derived_from\": \"R-1\","
	     " \"document\": \"nacrt-lim.txt\"}' | " V "--key zorana-k report add --fields -" },
	{ 0, "echo 'Beleska Lim-nacrt' | " V "--key zorana-k report draft R-2 --note -" },
	{ 0, "echo '" CITATION("Piva") "' | " V "--key zorana-k cite R-2 E-1 --fields -" },
	{ 0, "echo '" CITATION("Zeta") "' | " V "--key zorana-k cite R-1 E-1 --fields -" },
	{ 0, "echo 'Razlog Lim-objave' | " V "--key zorana-k report publish R-2 --as-drafted --published 1992-06-06 "
	     "--url https://izvestaj.example/Lim-objava --because - "
	     "--override unverified,identifiable-person,not-held,claims-conflict,not-independent,changed-since-draft" },
	{ 0, "echo 'Ispravka Lim-druga' >ispravka; echo 'Razlog Lim-ispravke' | " V
	     "--key zorana-k report correct R-2 --published 1992-07-07 --document nacrt-lim.txt "
	     "--url https://izvestaj.example/Lim-ispravka --correction @ispravka --because - "
	     "--override unverified,identifiable-person,not-held,claims-conflict,not-independent,changed-since-draft" },
	{ 0, "echo '" FINDING("Tresnja") ", \"by\": \"osoba-vuk\", \"discipline\": \"Struka Tresnja\", "
	     "\"instructions\": \"Nalog Tresnja\", \"objects\": \"held,E-2\"}' | "
	     V "--key zorana-k finding add E-1 --fields -" },
	{ 0, "echo '" FINDING("Visnja") "}' | " V "--key zorana-k finding add E-1 --fields -" },
	{ 0, "echo '" FINDING("Kajsija") ", \"replaces\": \"F-2\"}' | " V "--key zorana-k finding add E-1 --fields -" },
	{ 0, "echo '{" REASONS("Breskva") ", \"protected_sources\": \"Izvor Breskva-tajni\", "
	     "\"confidence\": \"low\", \"by\": \"osoba-sokol\", \"discipline\": \"Struka Breskva\", "
	     "\"objects\": \"held\", \"note\": \"Napomena Breskva\"}' | "
	     V "--key jelena finding review F-1 --dissent --blind --fields -" },
	{ 0, V "--key zorana-k setting change two-people no" },
	{ 0, "echo '{" REASONS("Dunja") ", \"note\": \"Napomena Dunja\"}' | "
	     V "--key zorana-k dissent decide F-1 --upheld --status unverified --fields -" },
	{ 0, "echo '{" REASONS("Malina") ", \"because\": \"Razlog Malina\"}' | "
	     V "--key zorana-k status E-1 partly-verified --as 'Kao Malina-snimak' --findings F-3 --fields -" },
	{ 0, "echo '{" REASONS("Kupina") ", \"note\": \"Napomena Kupina\"}' | "
	     V "--key zorana-k defects E-1 recycled --findings F-3 --original E-2 --fields -" },
	{ 0, "echo '{" REASONS("Ribizla") "}' | " V "--key zorana-k value E-1 --strength strong "
	     "--disclosure exonerating --caption differs --fields -" },
	{ 0, "echo '[" CLAIM("E-1", "R-2", "event-place", "Sljiva") ", \"report_version\": 1, "
	     "\"value\": \"Zaseok Sljiva (sr); 42.77321,19.83654; radius 8\", "
	     "\"region\": \"Oblast Sljiva (sr); precision region\", \"part\": \"6:05-6:20\", "
	     "\"derived_from\": \"R-1\", \"independence\": \"derived\"}, "
	     CLAIM("E-1", "kanal-orao", "event-date", "Tikva") ", \"value\": \"1992-11-21\"}, "
	     CLAIM("E-1", "kanal-gavran", "victim-count", "Dinja") ", \"value\": \"73521\"}, "
	     CLAIM("E-1", "osoba-sokol", "alleged-party", "Lubenica") ", \"value\": \"Vojska Lubenica; basis uniform\"}, "
	     CLAIM("P-1", "R-1", "first-published", "Nar") ", \"value\": \"1992-11-22\"}, "
	     CLAIM("E-1", "R-2", "alleged-party", "Oskorusa") ", \"value\": \"Vojska Oskorusa; basis uniform\"}]' | "
	     V "--key zorana-k claim add --fields - && echo '" CLAIM("E-1", "R-2", "event-date", "Mogranj")
	     ", \"stance\": \"repeats\", \"refers_to\": \"A-2\", \"derived_from\": \"A-2\"}' | sed 's/\"of\": \"E-1\", //' | "
	     V "--key zorana-k claim add E-1 --fields - && echo '{" REASONS("Malvazija") "}' | "
	     V "--key zorana-k claim trace A-6 --derived-from A-1,R-1 --independence derived --fields -" },
	{ 0, "convert -size 64x48 xc:gray ogoljena.jpg && exiftool -q -q -Make='Proizvodjac Smokva' -o smokva.jpg ogoljena.jpg && "
	     V "--key zorana-k intake smokva.jpg -q && "
	     "e=$(" V "list --json | sed -n 's/.*\"id\":\"\\(E-[0-9]*\\)\".*/\\1/p' | sort | tail -1) && echo 'Proizvodjac Smokva' | "
	     V "--key zorana-k claim add $e --property device --value - --by file --file-tag 'EXIF IFD0:Make'" },
	{ 0, "echo 'Razlog Jagoda-rad' | " V "--key zorana-k assign E-1 --to jelena-rudnik --state in-review "
	     "--priority urgent --because -" },
	{ 0, V "--key zorana-k tag E-1 --add oznaka-jagoda" },
	{ 0, "echo '{\"recipient\": \"Primalac Orah\", \"means\": \"Putem Orah\", \"words\": \"Reci Orah\", "
	     "\"sent\": \"1992-09-19\"}' | " V "--key zorana-k notify E-1 --kind other --person osoba-sokol --fields -" },
	{ 0, "echo 'Primedba veza Zelengora' | " V "--key zorana-k person link osoba-sokol E-1 --role victim --part '2:05-2:20; region 4,6,8x10' --note - && "
	     V "--key zorana-k person link osoba-sokol I-1 --role witness && "
	     V "--key zorana-k person link osoba-sokol D-1 --role source" },
	{ 0, "echo '"
	     "{\"to_organisation\": \"Sud Treskavica\", \"for\": \"court\", \"purpose\": \"Svrha Bjelasnica\", "
	     "\"terms\": \"disclosable\", \"expires\": \"2089-01-03\", \"no_onward\": true, "
	     "\"means\": \"Kurir Jahorina\", \"condition\": \"Zapecaceno Trebevic\", "
	     "\"handed_over\": \"1998-01-05\", \"place\": \"Most Ivan-sedlo (sr); 43.71234,18.01234; radius 40\", "
	     "\"because\": \"Razlog Igman\"}"
	     "' | " V "--key zorana-k transfer E-2 --fields - && "
	     V "--key zorana-k transfer E-2 --to osoba-vuk --for partner --purpose 'Svrha Vran' --terms lead-only" },
	{ 0, "echo '"
	     "{\"basis\": \"given-online-form\", \"purposes\": \"share-partners,publish-redacted\", "
	     "\"covers\": \"E-1,D-1\", \"conditions\": \"Uslov Cvrsnica\", \"language\": \"sr-Latn-ME-x-pris\", "
	     "\"form\": \"Obrazac Prenj 3\", \"given\": \"1998-02-06\", \"expires\": \"2089-02-07\", "
	     "\"note\": \"Primedba Velez\"}"
	     "' | " V "--key zorana-k consent add osoba-sokol --fields - && "
	     V "--key zorana-k consent edit S-1 --expires 2089-02-08 && "
	     V "--key zorana-k consent add osoba-sokol --basis given-oral --purposes hold --covers everything && echo '"
	     "{\"purposes\": \"publish-redacted\", \"received\": \"1998-03-09\", \"wishes\": \"Zelja Lelija\", "
	     "\"note\": \"Primedba Visocica\"}"
	     "' | " V "--key zorana-k consent withdraw S-2 --fields -" },
	{ 0, "echo '"
	     "{\"kind\": \"litigation\", \"authority\": \"Nalog Maglic\", \"covers\": \"E-1,I-1,C-1,D-1,R-1,W-1\", "
	     "\"from\": \"1998-04-10\", \"until\": \"2089-04-11\", \"note\": \"Primedba Volujak\"}"
	     "' | " V "--key zorana-k hold add --fields - && " V "--key zorana-k hold edit H-1 --until 2089-04-12 && echo '"
	     "{\"authority\": \"Ukidanje Bioc\", \"because\": \"Razlog Kucka-krajina\"}"
	     "' | " V "--key zorana-k hold lift H-2 --fields -" },
	{ 0, "echo 'Razlog Hajla' >r1; echo 'Razlog Prokletije-tajni' >r2; " V "--key zorana-k restrict E-1 I-1 C-1 D-1 R-1 W-1 "
	     "--uses viewing,sharing-partners --until 2089-05-13 --because @r1 --protected-because @r2 && "
	     "echo 'Razlog Mokra' >r3; echo 'Razlog Cakor-tajni' >r4; " V "--key zorana-k restrict --lift E-1 "
	     "--because @r3 --protected-because @r4" },
	{ 0, "echo 'Pravo Sljeme' >r5; echo 'Razlog Ostrog-tajni' >r6; " V "--key zorana-k destroy request E-2 --reason data-protection "
	     "--basis @r5 --protected-because @r6 && r=$(" V "destroy list --json | sed 's/.*\"request\":\"\\([0-9a-f-]*\\)\".*/\\1/') && "
	     "echo 'Razlog Lukavica' | " V "--key zorana-k destroy refuse $r --because -" },
	{ 0, "printf 'satelit Hum' >hum.tif; printf 'pismo Golija' >golija.txt; printf 'zapis Lim' >zapis.txt; "
	     "printf 'strana Ibar' >ibar.html; echo 'Korak Zlatibor' >korak; echo 'Tajni korak Tara' >tajni" },
	{ 0, "echo '{\"part\": \"3:05-3:20\", \"acts\": \"torture\", \"seen\": \"Vidi se Suvaja\", "
	     "\"protected_seen\": \"Vidi se Suvaja-tajno\", \"when\": \"pre-incident\", \"confidence\": \"moderate\", "
	     REASONS("Suvaja") "}' | " V "--key zorana-k depict E-1 I-1 --fields -" },
	{ 0, "for other in E-2 I-1 C-1 R-1; do echo '{\"relation\": \"illustrates-format-of\", \"part\": \"4:05-4:20\", "
	     REASONS("Grmec") "}' | " V "--key zorana-k relate E-1 $other --fields - || exit 1; done" },
	{ 0, "echo '{\"question\": \"motivation\", \"where\": \"Arhiva Ozren\", \"asked\": \"Upit Ozren\", "
	     "\"protected_asked\": \"Upit Ozren-tajni\", \"searched\": \"1999-01-02\", \"result\": \"found-older\", "
	     "\"count\": \"73519\", \"found\": \"Nadjeno Ozren\", \"channel\": \"kanal-orao\", \"earliest\": \"1999-01-03\", "
	     "\"limits\": \"Granice Ozren\", \"tool\": \"Alat Ozren\", \"tool_version\": \"7.1-ozren\", "
	     "\"tool_settings\": \"postavke ozren\", \"account\": \"nalog ozren\", \"note\": \"Primedba Ozren\"}' | "
	     V "--key zorana-k search-log E-1 --fields - && echo '{\"where\": \"Arhiva Motajica\", "
	     "\"result\": \"found-older\", \"found\": \"Nadjeno Motajica\"}' | "
	     V "--key zorana-k search-log E-1 --fields -" },
	{ 0, "echo '{\"kind\": \"satellite-image\", \"title\": \"Naziv Prenj\", \"description\": \"Opis Prenj\", "
	     "\"url\": \"https://slike.example/prenj\", \"captured\": \"1999-02-04\", \"channel\": \"kanal-orao\", "
	     "\"http_status\": \"451\", \"tool\": \"Alat Prenj\", \"author\": \"osoba-vuk\", "
	     "\"language\": \"sr-Latn-ME-x-prenj\", \"note\": \"Primedba Prenj\"}' | "
	     V "--key zorana-k attach P-1 hum.tif --fields - && echo '{\"kind\": \"correspondence\", "
	     "\"title\": \"Naziv Cincar\", \"description\": \"Opis Cincar\", \"url\": \"https://slike.example/cincar\", "
	     "\"captured\": \"1999-02-05\", \"channel\": \"kanal-gavran\"}' | "
	     V "--key zorana-k attach E-1 golija.txt --fields -" },
	{ 0, "echo '{\"kind\": \"redacted\", \"part\": \"5:05-5:20\", \"tool\": \"Alat Kozara\", \"author\": \"osoba-sokol\", "
	     "\"language\": \"sr-Latn-ME-x-kozara\", \"machine_made\": \"yes\", \"note\": \"Primedba Kozara\"}' | "
	     V "--key zorana-k derive add E-1 zapis.txt --steps @korak --protected-steps @tajni --fields - && "
	     V "--key zorana-k derive add E-1 ibar.html --kind translation --from X-3 && echo '{"
	     REASONS("Kozara") ", \"conclusion\": \"passed\", \"cleared_for\": \"defence,partner\"}' | "
	     V "--key jelena derive review X-3 --fields -" },
	{ 0, "echo '{\"title\": \"Naslov Majevica\", \"described_as\": \"Opisan Majevica\", "
	     "\"told_object\": \"0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8\", "
	     "\"kind\": \"screen-recording\", \"availability\": \"removed-by-author\", \"wanted\": \"yes\", "
	     "\"because\": \"Razlog Majevica\"}' | " V "--key zorana-k item add --fields - && "
	     "printf '\\377\\330\\377\\340\\0\\020JFIF\\0majevica' >majevica.png && echo 'Osnov Majevica' >m1 && "
	     "echo 'Zasticen osnov Majevica' >m2 && e=$(" V "list held:no --json | sed 's/.*\"id\":\"\\([^\"]*\\)\".*/\\1/' | tail -1) && "
	     V "--key zorana-k intake --as $e --grounds @m1 --protected-grounds @m2 majevica.png" },
	{ 0, "echo 'Razlog Treskavica' >t1; echo 'Osnov Treskavica' >t2; echo 'Zasticen osnov Treskavica' >t3; "
	     V "--key zorana-k retract G-2 --entered-in-error --instead G-1 --because @t1 --grounds @t2 --protected-grounds @t3 && "
	     V "--key zorana-k unlink L-1 --because @t1 --grounds @t2 --protected-grounds @t3" },
	{ 0, V "--key zorana-k note E-1 @item-note" },
	{ 0, V "--key zorana-k note D-1 @delivery-note-later" },
	{ 0, "sha256sum <ulaz-smrdan/svedok-cvorovic.jpg >lista; " V "--key zorana-k hash-list check lista "
	     "--kind sha256 --name 'Spisak Rajac 12'" },
	{ 0, V "--key zorana-k hash-list make E-1..E-2 --kind md5 --output izlaz-povlen --to 'Primalac Maljen'; "
	     "test $(wc -c <izlaz-povlen) = 66" },
	{ 0, V "--key zorana-k audit" },
	{ 0, V "--key zorana-k audit --sample 50" },
	{ 1, "f=cat/originals/$(sha256sum <ulaz-smrdan/svedok-cvorovic.jpg | sed 's,\\(..\\)\\(..\\)\\(.*\\) .*,\\1/\\2/\\1\\2\\3,;s, *$,,'); "
	     "chmod 640 $f && printf X | dd of=$f bs=1 seek=9 conv=notrunc 2>/dev/null; " V "--key zorana-k audit" },
	{ 1, "f=$(sha256sum <javno-stig/javna-slika-tisa.jpg | cut -c1-64); rm -f cat/originals/*/*/$f; " V "--key zorana-k audit" },
	{ 3, V "--key zorana-k intake --verify-known ulaz-smrdan --from osoba-sokol --method unknown" },
};

static void
write_sources(const char *folder)
{
	SCOPED(run) run = { 0 };

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		char path[4096];

		snprintf(path, sizeof path, "%s/%s", folder, texts[i].file);
		write_file(path, texts[i].text, strlen(texts[i].text));
	}
	expect_shell(0, &run, folder,
	             "chmod 600 pass; mkdir -p ulaz-smrdan/dubrava javno-stig; "
	             "printf '\\377\\330\\377\\340svedok' >ulaz-smrdan/svedok-cvorovic.jpg; "
	             "printf '\\377\\330\\377\\340drugi' >ulaz-smrdan/dubrava/снимак-Жеравица.jpg; "
	             "echo popis >ulaz-smrdan/popis-jasenik.txt; mkfifo ulaz-smrdan/cev-borovica; "
	             ": >ulaz-smrdan/prazno-molitva.mp4; "
	             "printf '\\377\\330\\377\\340javno' >javno-stig/javna-slika-tisa.jpg");
}

struct scene {
	char         *folder;
	struct places places;
	struct sealed sealed;
};

/* All steps, what they said on the way, and everything that is to be searched. */
static int
set_scene(void **state)
{
	struct scene *scene = calloc(1, sizeof *scene);
	SCOPED(buffer) said = { 0 };

	assert_non_null(scene);
	scene->folder = folder_make();
	write_sources(scene->folder);
	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
		SCOPED(run) run = { 0 };

		expect_shell(steps[i].code, &run, scene->folder, "%s", steps[i].command);
		buffer_append_text(&said, text_of_buffer(&run.err));
	}
	places_collect(&scene->places, scene->folder, text_of_buffer(&said));
	sealed_read(&scene->sealed, scene->folder);
	*state = scene;
	return 0;
}

static int
strike_scene(void **state)
{
	struct scene *scene = *state;

	if (scene == NULL)
		return 0; /* it could not be set */
	places_end(&scene->places);
	sealed_end(&scene->sealed);
	folder_remove(scene->folder);
	free(scene);
	return 0;
}

/* Every word of the table above is among the sealed values; else a search for it proves nothing. */
static void
what_was_planted_was_sealed(void **state)
{
	static const char *const words[] = {
		"Katalog Zabljak", "Udruga Vrelo", "zorana-k", "jelena-rudnik", "Jelena Rudnik-Tara", "Ured Drmno",
		"osoba-sokol", "extreme", "witness", "kanal-gavran", "private-invite", "supergroup", "telegram",
		"100998877665", "@ruka-vidra", "Вести Дрина 7", "https://t.example/+pozivnica-lasta", "kanal-orao",
		"UC-javni-orao-55", "@javni-orao", "Javni Orao TV", "https://video.example/javni-orao",
		"Partner Suvobor", "private-channel-member", "memory-card", "SERIJA-Cer-0099", "PECAT-Avala-31",
		"hardware", "1993-03-17", "Zakon Kopaonik cl. 5", "Hvatac Golija 2.3",
		"https://t.example/c/objava-jastreb/991", "objava-991-jastreb", "1994-02-28", "public-download",
		"https://video.example/watch-stig", "stig-post-17", "1995-11-30", "Naslov Uvac most", "graphic-3",
		"distressing-audio", "minor-visible", "source-at-risk", "blindfold", "svedok-cvorovic.jpg",
		"снимак-Жеравица.jpg", "popis-jasenik.txt", "javna-slika-tisa.jpg", "image/jpeg",
	};
	struct scene *scene = *state;

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (!sealed_has(&scene->sealed, words[i]))
			fail_msg("\"%s\" is no sealed value", words[i]);
	for (size_t i = 1; i < sizeof texts / sizeof texts[0]; i++)
		if (!sealed_has(&scene->sealed, texts[i].text))
			fail_msg("\"%s\" is no sealed value", texts[i].text);
}

/* Members that no option of this version sets, or that nothing happened to fill. */
static const char *const unset[] = {
	"posting.recorded/public_language", "posting.recorded/private_language",
	"posting.recorded/public_author", "posting.recorded/private_author",
	"posting.recorded/public_forwarded_from", "posting.recorded/private_forwarded_from",
	"posting.observed/public_capture", "posting.observed/private_capture", "posting.observed/tool",
	"citation.made/verified_as", "citation.pinned/verified_as", /* E-1 is not verified */
	"finding.recorded/claims", "finding.recorded/attachments", "finding.recorded/opinion",
	"finding.reviewed/opinion", "status.decided/member_findings", "notice.given/evidence",
	"work.moved/footage", "work.moved/incident", "work.moved/report",
	"person.linked/footage", "consent.recorded/footage", "hold.placed/footage", "restriction.placed/footage",
	"consent.recorded/evidence", "consent.withdrawn/evidence", "transfer.made/derivative", "transfer.made/receipt",
	"relation.stated/footage",
	NULL,
};

/* A member that a new option fills must be planted here too. */
static void
every_member_has_a_value(void **state)
{
	static const char *const types[] = {
		"catalogue.created", "actor.added",   "home.added",     "person.added",     "channel.added",
		"delivery.begun",    "file.received", "file.failed",    "delivery.closed",  "item.accessioned",
		"item.acquired",     "item.described", "note.added",    "posting.recorded", "audit.completed",
		"channel.described", "channel.named", "person.described", "incident.opened", "incident.described",
		"posting.revised",   "posting.observed",
		"term.added",        "term.deprecated",
		"report.registered", "report.described", "report.drafted", "report.published",
		"report.corrected",  "citation.made",    "citation.pinned",
		"finding.recorded",  "finding.reviewed", "dissent.decided", "status.decided",
		"defects.decided",   "value.assessed",   "work.moved",      "notice.given",
		"person.linked",     "consent.recorded", "consent.withdrawn", "hold.placed", "hold.lifted",
		"restriction.placed", "restriction.lifted", "transfer.made", "destruction.requested", "destruction.refused",
		"claim.made",        "claim.traced",
		"depiction.stated",  "relation.stated",  "search.logged",   "attachment.added", "derivative.made",
		"derivative.reviewed", "item.noted",     "item.filled",     "record.retracted", "link.removed",
	};
	struct scene *scene = *state;
	unsigned wrong = 0;

	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		wrong += sealed_check_all(&scene->sealed, types[i], unset);
	assert_int_equal(wrong, 0);
}

/* The search finds each value in each form in the midst of real text, and not when one byte is another. */
static void
the_search_finds_what_is_there(void **state)
{
	struct scene *scene = *state;
	const struct buffer *text = &scene->places.readme->bytes;

	assert_true(scene->sealed.count > 80);
	for (size_t i = 0; i < scene->sealed.count; i++) {
		const struct needle *needle = &scene->sealed.needles[i];

		for (size_t form = 0; form < needle->count; form++) {
			const struct buffer *bytes = &needle->forms[form].bytes;
			SCOPED(buffer) hay = { 0 };

			buffer_append(&hay, text->p, text->n / 2);
			buffer_append(&hay, bytes->p, bytes->n);
			buffer_append(&hay, text->p + text->n / 2, text->n - text->n / 2);
			if (needle_find(needle, text_of_buffer(&hay)) == NULL)
				fail_msg("\"%.*s\" is not found as %s", (int)needle->value.n,
				         needle->value.p, needle->forms[form].name);
			hay.p[text->n / 2 + bytes->n - 1] ^= 1;
			if (needle_find(needle, text_of_buffer(&hay)) != NULL)
				fail_msg("\"%.*s\" is found where it is not", (int)needle->value.n,
				         needle->value.p);
		}
	}
}

/* And where sealed values do lie, in the private table, the same search finds every one of them. */
static void
the_search_finds_the_private_table(void **state)
{
	struct scene *scene = *state;

	for (size_t i = 0; i < scene->sealed.count; i++)
		if (needle_find(&scene->sealed.needles[i], text_of_buffer(&scene->sealed.table)) == NULL)
			fail_msg("%s is not found where it is", buffer_string(&scene->sealed.needles[i].name));
}

static void
no_sealed_value_leaks(void **state)
{
	struct scene *scene = *state;
	unsigned finds = 0;

	for (size_t i = 0; i < scene->places.count; i++) {
		assert_true(scene->places.all[i].bytes.n > 0 || scene->places.all[i].may_be_empty);
		finds += places_search(&scene->places.all[i], &scene->sealed);
	}
	assert_int_equal(finds, 0);
}

/* Of a passphrase nothing is kept anywhere, not even in the database. */
static void
no_passphrase_is_kept(void **state)
{
	struct scene *scene = *state;
	SCOPED(run) run = { 0 };
	struct needle pass;

	needle_make(&pass, "passphrase", text_of(texts[0].text), false);
	for (size_t i = 0; i < scene->places.count; i++)
		assert_null(needle_find(&pass, text_of_buffer(&scene->places.all[i].bytes)));
	assert_null(needle_find(&pass, text_of_buffer(&scene->sealed.table)));
	needle_end(&pass);
	expect_shell(1, &run, scene->folder, "grep -rF 'Trnovac' cat home");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_planted_was_sealed),
		cmocka_unit_test(every_member_has_a_value),
		cmocka_unit_test(the_search_finds_what_is_there),
		cmocka_unit_test(the_search_finds_the_private_table),
		cmocka_unit_test(no_sealed_value_leaks),
		cmocka_unit_test(no_passphrase_is_kept),
	};

	return cmocka_run_group_tests(tests, set_scene, strike_scene);
}
