/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_court_fields.c - each field of docs/custody-reports.md is shown where it is known, and
 * a gap where it is not: one test a field, on an item of which all is known and on one of
 * which nothing is.
 */
#include "cli/catalogue.h"

#define FULL  0
#define BARE  1
#define NOTED 2

/* Made once: the folder, and what custody says of the three items. */
static char *folder;
static struct run told[3];

static int
begin(void **state)
{
	SCOPED(run) run = { 0 };

	begin_catalogue(state);
	folder = *state;
	write_jpeg(folder, "full-name.jpg", "one");
	write_jpeg(folder, "bare.jpg", "two");
	write_jpeg(folder, "redacted.jpg", "three");
	expect_shell(0, &run, folder,
	             V "person add --code sparrow --roles source && " V "person add --code crow --roles partner && "
	             V "channel add --code tg-1 --platform telegram --visibility public && "
	             "echo 'scratched case' >condition; echo 'Goris, hotel' >place; echo why >why; "
	             "echo 'Tribunal One' >org; echo 'by courier 77' >means; echo 'sealed bag' >state; "
	             "echo '{\"name\":\"Room 4\"}' >where; echo receipt >receipt.txt; "
	             V "intake full-name.jpg -q --from sparrow --collector crow --method direct-from-author"
	             " --medium other --serial 'SanDisk SN-4711' --seal BAG-0815 --write-blocked hardware"
	             " --condition @condition --place @place --received 2026-01-05 --legal-basis 'Order 3/2026'"
	             " --capture-tool 'Cellebrite 7.1' --channel tg-1 --url https://t.me/x/1 --post-id 1"
	             " --published 2020-11-10");
	run_end(&run);
	run = (struct run){ 0 };
	expect_shell(0, &run, folder, V "intake bare.jpg -q && " V "item add --title 'Known of'");
	run_end(&run);
	run = (struct run){ 0 };
	expect_shell(0, &run, folder,
	             "set -e; " V "attach E-1 receipt.txt --kind correspondence --protect no; "
	             V "derive add E-1 redacted.jpg --kind redacted --tool Masker --tool-version 2.1 --tool-settings dark; "
	             V "describe E-1 --title 'A title' --graphic not-sensitive --sound calm; "
	             V "transfer E-1 --to-organisation @org --for court --purpose trial --terms disclosable"
	             " --means @means --condition @state --handed-over 2026-02-03 --receipt X-1; "
	             V "restrict E-1 --uses publication --because @why; mkdir out; "
	             V "working-copy E-1 --out out; " V "audit; "
	             V "bundle export --for self --out b --purpose keeping E-2");
	for (int i = FULL; i <= NOTED; i++)
		expect_shell(0, &told[i], folder, V "custody E-%d%s", i + 1,
		             i == FULL ? " --case ICC-01/26 --prepared-by 'A. Clerk'" : "");
	return 0;
}

static int
end(void **state)
{
	for (int i = FULL; i <= NOTED; i++)
		run_end(&told[i]);
	(void)state;
	folder_remove(folder);
	return 0;
}

/* A line that begins with the label and holds the value. */
static void
shows(int item, const char *label, const char *value)
{
	struct text rest = text_of_buffer(&told[item].out);

	while (rest.p != NULL) {
		struct text line = text_cut(&rest, '\n');

		if (text_begins(line, label) && memmem(line.p, line.n, value, strlen(value)) != NULL)
			return;
	}
	fail_msg("\"%s … %s\" is not shown:\n%s\n", label, value, buffer_string(&told[item].out));
}

/* A gap of the field, in the part that comes first. */
static void
tells_gap(int item, const char *words)
{
	const char *text = buffer_string(&told[item].out);
	const char *found = strstr(text, words), *end = strstr(text, "\nThe item\n");

	if (found == NULL || end == NULL || found > end)
		fail_msg("the gap \"%s\" is not told first:\n%s\n", words, text);
}

static void
tells_no_gap(int item, const char *words)
{
	if (strstr(buffer_string(&told[item].out), words) != NULL)
		fail_msg("the gap \"%s\" is told though it is none\n", words);
}

static void
field_1_case(void **state)
{
	(void)state;
	shows(FULL, "Case or situation [1]", "ICC-01/26");
	tells_no_gap(FULL, "No case or situation number");
	tells_gap(BARE, "No case or situation number");
}

static void
field_2_item_id(void **state)
{
	(void)state;
	shows(FULL, "Item [2]", "E-000001");
	shows(FULL, "UUID [2]", "-");
	shows(NOTED, "Item [2]", "E-000003");
}

static void
field_3_copies(void **state)
{
	(void)state;
	shows(FULL, "Copy kind [3]", "evidentiary copy");
	shows(FULL, "Kind [3]", "redacted");
	shows(FULL, "Working copy [3]", "T");
	shows(NOTED, "Copy kind [3]", "no file is held");
}

static void
field_4_description(void **state)
{
	(void)state;
	shows(FULL, "Title [4]", "A title");
	shows(FULL, "Media type [4]", "image/jpeg");
	shows(FULL, "Medium's serial [4]", "SanDisk SN-4711");
	shows(FULL, "Condition [4]", "scratched case");
	shows(FULL, "Name as received [4]", "full-name.jpg");
	tells_gap(BARE, "Make, model and serial number of the medium are not recorded");
	tells_gap(BARE, "In what condition it came is not recorded");
}

static void
field_5_seal(void **state)
{
	(void)state;
	shows(FULL, "Seal, container [5]", "BAG-0815");
	tells_gap(BARE, "No number of a seal or container is recorded");
}

static void
field_6_collection(void **state)
{
	(void)state;
	shows(FULL, "Collected, handed over [6]", "2026-01-05");
	shows(FULL, "Place [6]", "Goris");
	shows(FULL, "Received by [6]", "ana (K-000001)");
	shows(FULL, "Collected by [6]", "crow");
	shows(FULL, "Legal basis [6]", "Order 3/2026");
	shows(FULL, "Collected with [6]", "Cellebrite 7.1");
	shows(FULL, "Write-blocked [6]", "hardware");
	shows(FULL, "Received by program [6]", "vidimus 0.1.0, build ");
	shows(FULL, "Clock [6]", "system-");
	tells_gap(FULL, "How far the clocks of the collecting device and of this machine were off");
	tells_gap(BARE, "Where it was collected or handed over is not recorded");
	tells_gap(BARE, "On what legal basis or consent it was collected is not recorded");
	tells_gap(BARE, "By which program, with which settings it was collected is not recorded");
	tells_gap(NOTED, "When and how the bytes were received is not recorded");
}

static void
field_7_source(void **state)
{
	(void)state;
	shows(FULL, "From (person's code) [7]", "sparrow");
	shows(FULL, "How obtained [7]", "direct-from-author");
	tells_gap(BARE, "Who handed it over is not known");
	tells_gap(BARE, "How the bytes reached us is not known");
}

static void
field_8_author(void **state)
{
	(void)state;
	shows(FULL, "Published, as claimed [8]", "2020-11-10");
	tells_gap(FULL, "Who made or published it is not recorded (P-000001)");
	tells_gap(FULL, "To whom the author sent or addressed it");
	tells_gap(BARE, "When it was made is not known");
}

static void
field_9_online(void **state)
{
	(void)state;
	shows(FULL, "Address [9]", "https://t.me/x/1");
	shows(FULL, "Channel [9]", "C-000001");
	tells_gap(FULL, "the virtual identity and the IP address");
	tells_gap(BARE, "No publication of it is recorded");
}

static void
field_10_hashes(void **state)
{
	SCOPED(run) hash = { 0 };

	(void)state;
	expect_shell(0, &hash, folder, "sha256sum full-name.jpg | cut -c1-64 | tr -d '\\n'");
	shows(FULL, "SHA-256 [10]", buffer_string(&hash.out));
	shows(FULL, "SHA-256 then [10]", buffer_string(&hash.out));
	shows(FULL, "sha256 of Q-000001", "");
	shows(FULL, "Computed", ", by ana (K-000001), vidimus 0.1.0");
	shows(NOTED, "SHA-256 [10]", "not known");
}

static void
field_11_transfers(void **state)
{
	(void)state;
	shows(FULL, "Released by [11]", "ana (K-000001)");
	shows(FULL, "Received by [11]", "Tribunal One");
	shows(FULL, "Handed over [11]", "2026-02-03");
	shows(FULL, "Purpose [11]", "trial");
	shows(FULL, "Means [11]", "by courier 77");
	shows(FULL, "Condition [11]", "sealed bag");
	tells_no_gap(FULL, "No receipt with the recipient's signature");
	tells_gap(FULL, "Where it was handed over is not recorded (T-000001)");
	tells_gap(FULL, "Whether recipients hashed what they were given");
	assert_non_null(strstr(told[BARE].out.p, "No transfer to anybody is recorded."));
}

static void
field_12_access(void **state)
{
	(void)state;
	shows(FULL, "Made by [12]", "ana (K-000001)");
	assert_non_null(strstr(told[FULL].out.p, "A working copy left the vault: byte-exact"));
	tells_gap(BARE, "Who opened it to look at it is not in the log");
}

static void
field_13_changes(void **state)
{
	(void)state;
	shows(BARE, "Changes of the original [13]", "none: originals are stored once");
}

static void
field_14_storage(void **state)
{
	(void)state;
	shows(FULL, "Storage [14]", "the catalogue's vault");
	tells_gap(FULL, "In which room the machine and its backups stand");
}

static void
field_15_processing(void **state)
{
	SCOPED(run) hash = { 0 };

	(void)state;
	expect_shell(0, &hash, folder, "sha256sum redacted.jpg | cut -c1-64 | tr -d '\\n'");
	shows(FULL, "SHA-256 out [15]", buffer_string(&hash.out));
	shows(FULL, "SHA-256 in [15]", "");
	shows(FULL, "Tool [15]", "Masker 2.1 (dark)");
	assert_non_null(strstr(told[FULL].out.p, "Derivative X-000002 was added: redacted"));
}

static void
field_16_verification(void **state)
{
	(void)state;
	shows(FULL, "Last checked [16]", "T");
	shows(FULL, "Outcome [16]", "ok");
	shows(FULL, "Status [16]", "unverified");
	assert_non_null(strstr(told[NOTED].out.p, "Never hashed again since it was received. [16]"));
}

static void
field_17_protection(void **state)
{
	(void)state;
	shows(FULL, "In force or ended [17]", "restrictions: 1");
	tells_no_gap(FULL, "No classification or measure of protection");
	tells_gap(BARE, "No classification or measure of protection");
}

static void
field_18_disclosure(void **state)
{
	(void)state;
	shows(FULL, "Kind of recipient [18]", "court");
	shows(FULL, "Terms [18]", "disclosable");
	assert_non_null(strstr(told[FULL].out.p, "It left in no sealed bundle."));
	assert_non_null(strstr(told[BARE].out.p, "\nB-000001\n"));
	shows(BARE, "Exhibit as printed [18]", "-0001");
	shows(BARE, "Policy [18]", "self");
	shows(BARE, "Sealed [18]", "T");
}

static void
field_19_disposition(void **state)
{
	(void)state;
	shows(FULL, "Final disposition [19]", "none: it is still held");
	shows(NOTED, "Final disposition [19]", "its file is not held");
}

static void
field_20_report(void **state)
{
	SCOPED(run) root = { 0 };

	(void)state;
	shows(FULL, "Prepared [20]", "T");
	shows(FULL, "Prepared by [20]", "A. Clerk");
	shows(FULL, "Prepared with [20]", "vidimus 0.1.0, build ");
	shows(FULL, "Origin [20]", "vidimus/");
	expect_shell(0, &root, folder, V "custody E-1 --json | jq -r .log.root | tr -d '\\n'");
	shows(FULL, "Root [20]", buffer_string(&root.out));
	shows(FULL, "Prepared by (name, date)", "____");
	tells_gap(BARE, "Who prepared this report was not said");
	tells_gap(FULL, "This report is not signed by a program");
}

static void
field_21_gaps_come_first(void **state)
{
	const char *gaps;

	(void)state;
	for (int i = FULL; i <= NOTED; i++) {
		gaps = strstr(buffer_string(&told[i].out), "What is not known");
		assert_non_null(gaps);
		assert_true(gaps < strstr(told[i].out.p, "\nThe item\n"));
	}
	tells_gap(NOTED, "Its file is not held");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(field_1_case),         cmocka_unit_test(field_2_item_id),
		cmocka_unit_test(field_3_copies),       cmocka_unit_test(field_4_description),
		cmocka_unit_test(field_5_seal),         cmocka_unit_test(field_6_collection),
		cmocka_unit_test(field_7_source),       cmocka_unit_test(field_8_author),
		cmocka_unit_test(field_9_online),       cmocka_unit_test(field_10_hashes),
		cmocka_unit_test(field_11_transfers),   cmocka_unit_test(field_12_access),
		cmocka_unit_test(field_13_changes),     cmocka_unit_test(field_14_storage),
		cmocka_unit_test(field_15_processing),  cmocka_unit_test(field_16_verification),
		cmocka_unit_test(field_17_protection),  cmocka_unit_test(field_18_disclosure),
		cmocka_unit_test(field_19_disposition), cmocka_unit_test(field_20_report),
		cmocka_unit_test(field_21_gaps_come_first),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
