/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_gate.c - protected values planted in what is about to leave, in the forms
 * in which they could hide, and each found; and ordinary words, which are not.
 */
#include "bundle/leak_gate.h"

#include "casework/view_sample.h"
#include "casework/withholding.h"

#include <fcntl.h>
#include <unistd.h>

/* The court's view of E-1 and of what the catalogue began with: plain and source members are opened. */
static void
select_chain(struct bundle_selection *out, const struct subject *item)
{
	SCOPED_STATEMENT row = NULL;
	struct error err;

	memset(out, 0, sizeof *out);
	out->events = calloc(256, sizeof out->events[0]);
	out->codes = calloc(256 * 64, sizeof out->codes[0]);
	out->exhibits = calloc(1, sizeof out->exhibits[0]);
	out->chains = calloc(1, sizeof out->chains[0]);
	out->chains[0] = out->exhibits[0].item = *item;
	snprintf(out->exhibits[0].number, sizeof out->exhibits[0].number, "ABC-0001");
	out->exhibits[0].is_original = true;
	out->chain_count = out->exhibit_count = 1;
	out->carries_events = true;
	assert_ok(database_statement(sample.database,
	                             "SELECT seq, type FROM events WHERE subject = $1 OR seq = 0 ORDER BY seq",
	                             &row, &err),
	          &err);
	statement_bind_text(row, 1, text_of(item->text));
	while (statement_step(row, &err) == STATUS_OK) {
		const struct schema *schema = schema_find(ledger_schemas(sample.ledger),
		                                          statement_text(row, 1), 1);

		out->events[out->event_count++] = (struct selected_event){
			.seq = statement_integer(row, 0), .first = out->code_count
		};
		for (size_t i = 0; i < schema_sealed_count(schema); i++) {
			const char *class = schema_sealed_class(schema, i);

			out->codes[out->code_count++] = class_is_protected(class) ? class : NULL;
		}
	}
}

static void
end_selection(struct bundle_selection *selection)
{
	free(selection->events);
	free(selection->codes);
	free(selection->exhibits);
	free(selection->chains);
}

/* A value of a person of its own, and how it stands in what leaves. */
struct plant {
	const char *member; /* of person.added */
	const char *value;
	const char *form;
	const char *text;
	const char *by; /* a command that makes the text of $V instead */
};

#define PROSE "She told us on the phone that her cousin Karapet Manukyan hid in the cellar of the school until the soldiers had left the village."

static const struct plant plants[] = {
	{ "note", "Hasmik Tumanyan", "text", "It was Hasmik Tumanyan who filmed.", NULL },
	{ "note", "Անահիտ Սարգսյան", "text", "Ասաց Անահիտ Սարգսյան", NULL },
	{ "note", "Зарина Мирзоева", "text", "сказала ЗАРИНА МИРЗОЕВА вчера", NULL },
	{ "note", "Fəridə Quliyeva", "text", "dedi fəridə QULİYEVA", NULL },
	{ "note", "خديجة القاسمي", "text", "قالت خَدِيجَة القاسمي", NULL },
	{ "note", "Ελένη Παπαδάκη", "text", "είπε η ΕΛΕΝΗ ΠΑΠΑΔΑΚΗ", NULL },
	{ "note", "ნინო ბერიძე", "text", "თქვა ნინო ბერიძე", NULL },
	{ "note", "王小明", "text", "据王小明说", NULL },
	{ "note", "נועה לוי-כהן", "text", "אמרה נועה לוי כהן", NULL },
	{ "note", "สมชาย", "text", "คุณสมชายบอก", NULL },
	{ "note", "Søren Østergård", "text", "by SØREN ØSTERGARD", NULL },
	{ "note", "Zoltán Kővári", "text", "Kovari Zoltan", NULL },
	{ "note", "Jean-Baptiste Nkurunziza", "text", "by nkurunziza.", NULL },
	{ "note", "Ruzanna Melkumyan", "text", "ruzannamelkumyan@mail.example", NULL },
	{ "note", "Ёлкина Фёкла", "text", "елкина фекла", NULL },
	{ "code", "krunk-44", "text", "as krunk-44 told", NULL },
	{ "note", "+374 91 573 286", "text", "call +374-91-573-286", NULL },
	{ "note", "passport AN 4471093", "text", "with passport AN 4471093", NULL },
	{ "note", "ulan.batyrov@post.example", "text", "mailto:ulan.batyrov@post.example", NULL },
	{ "identity_held_at", "safe 12, envelope 7741", "text", "kept: safe 12, envelope 7741", NULL },
	{ "note", PROSE, "text", "Karapet Manukyan", NULL },
	{ "note", "They came at dawn and her brother Vartkes Ohanjanyan was taken from the yard behind the mill.",
	  "text", "was taken from the yard behind the", NULL },
	/* transliterated */
	{ "note", "Гульнара Шамшиева", "transliterated", "Gulnara Shamshiyeva, Gul'nara Shamshieva", NULL },
	{ "note", "Юлия Чижова", "transliterated", "Iuliia Chizhova", NULL },
	{ "note", "Наташа Жукова", "transliterated", "Nataša Žukova", NULL },
	{ "note", "Հարություն Ղազարյան", "transliterated", "Harutyun Ghazaryan", NULL },
	{ "note", "Κωνσταντίνος Βλάχος", "transliterated", "Konstantinos Vlachos", NULL },
	{ "note", "გიორგი ჯაფარიძე", "transliterated", "Giorgi Japaridze", NULL },
	{ "note", "Svetlana Kuznetsova", "transliterated", "Светлана Кузнецова", NULL },
	{ "note", "Khachatur Bagratuni", "transliterated", "Խաչատուր Բագրատունի", NULL },
	{ "note", "عبدالرحمن الخطيب", "transliterated", "Abdulrahman al-Khatib", NULL },
	{ "note", "Mustafa Qasimbeyli", "transliterated", "مصطفى قاسمبيلي", NULL },
	/* escaped and encoded */
	{ "note", "Рустам Ибрагимбеков", "escaped",
	  "{\"a\":\"\\u0420\\u0443\\u0441\\u0442\\u0430\\u043c \\u0418\\u0431\\u0440\\u0430\\u0433\\u0438\\u043c\\u0431\\u0435\\u043a\\u043e\\u0432\"}", NULL },
	{ "note", "Лусине Погосова", "escaped", "https://x.example/?q=%D0%9B%D1%83%D1%81%D0%B8%D0%BD%D0%B5%20%D0%9F%D0%BE%D0%B3%D0%BE%D1%81%D0%BE%D0%B2%D0%B0", NULL },
	{ "note", "Ivan Žďárský", "escaped", "Ivan &#381;&#x10f;&#225;rsk&#253;", NULL },
	{ "note", "Gohar Danielyan", "base64", NULL, "printf %s \"$V\" | base64" },
	{ "note", "Tigranuhi Asatryan", "base64", NULL, "printf 'x%s y' \"$V\" | base64" },
	{ "note", "Samvel Hakhverdyan", "base64", NULL, "printf 'xy%s.' \"$V\" | base64 | tr '+/' '-_' | tr -d =" },
	{ "note", "Рамиз Дадашев", "base64", NULL, "printf 'a: %s' \"$V\" | base64 -w0" },
	{ "note", "Parandzem Ghukasyan", "hex", NULL, "printf %s \"$V\" | od -An -tx1 | tr -d ' \\n'" },
	{ "note", "Этери Кобалия", "hex", NULL, "printf 0%s \"$V\" | od -An -tx1 | tr -d ' \\n' | tr a-f A-F" },
};
#define PLANTS (sizeof plants / sizeof plants[0])

/* In a file of an exhibit: bytes made by a command of $V, in the file $F (a JPEG, or empty). */
static const struct plant media[] = {
	{ "note", "Aghavni Torosyan", "text", NULL, "exiftool -q -overwrite_original -Artist=\"$V\" $F" },
	{ "note", "Гаянэ Степанова", "text", NULL, "exiftool -q -overwrite_original -XMP-dc:Creator=\"$V\" $F" },
	{ "note", "Mher Grigoryants", "text", NULL, "exiftool -q -overwrite_original -IPTC:By-line=\"$V\" $F" },
	{ "note", "Լիլիթ Մարտիրոսյան", "text", NULL, "exiftool -q -overwrite_original -Comment=\"$V\" $F" },
	{ "note", "Narine Vardapetyan", "utf-16", NULL, "exiftool -q -overwrite_original -XPAuthor=\"$V\" $F" },
	{ "note", "Аида Мкртумова", "utf-16", NULL, "printf %s \"$V\" | iconv -t UTF-16BE >> $F" },
	{ "note", "Bagrat Ulubabyan", "base64", NULL, "(head -c 3000001 /dev/zero; printf 'k%s' \"$V\" | base64; head -c 3000000 /dev/zero) > $F" },
	{ "note", "Surik Khachikyants", "hex", NULL, "(head -c 3000002 /dev/zero; printf %s \"$V\" | od -An -tx1 | tr -d ' \\n'; head -c 3000000 /dev/zero) > $F" },
	{ "note", "Vilena Arakelova", "text", NULL, "(head -c 3000003 /dev/urandom; printf %s \"$V\"; head -c 3000000 /dev/urandom) > $F" },
	{ "note", "Ашот Бекназарян", "utf-16", NULL, "(head -c 3000004 /dev/urandom; printf %s \"$V\" | iconv -t UTF-16LE; head -c 3000000 /dev/urandom) > $F" },
};
#define MEDIA (sizeof media / sizeof media[0])

static struct bundle_selection selection;
static struct leak_gate *gate;

static int
open_gate(void **state)
{
	struct subject person;
	struct error err;

	sample_open(state);
	sample_begin();
	for (size_t i = 0; i < PLANTS + MEDIA; i++) {
		const struct plant *plant = i < PLANTS ? &plants[i] : &media[i - PLANTS];
		char id[32];

		person = sample_subject("person");
		snprintf(id, sizeof id, "W-%06zu", 100 + i);
		sample_add("person.added", &person, sample_id(id),
		           json_pack("{ss}", plant->member, plant->value));
	}
	person = sample_subject("person");
	sample_add("person.added", &person, sample_id("W-000099"),
	           json_pack("{ss}", "note", "Example. Identity published in press, withheld here."));
	sample_commit();
	select_chain(&selection, &sample.items[0]);
	assert_ok(leak_gate_open(&gate, sample.ledger, &selection, &err), &err);
	return 0;
}

static int
close_gate(void **state)
{
	leak_gate_close(gate);
	end_selection(&selection);
	return sample_close(state);
}

/* The finds in one file, and whether one of them is of this record and form. */
static size_t
finds_in(const char *file, const char *record, const char *form, bool *found)
{
	size_t i, count = 0;
	json_t *find;

	*found = false;
	json_array_foreach(leak_gate_finds(gate), i, find) {
		if (strcmp(json_string_value(json_object_get(find, "file")), file) != 0)
			continue;
		count++;
		*found = *found ||
		         (strcmp(json_string_value(json_object_get(find, "record")), record) == 0 &&
		          strcmp(json_string_value(json_object_get(find, "form")), form) == 0);
	}
	return count;
}

static void
expect_find(size_t number, const struct plant *plant, const char *file)
{
	char record[32];
	bool found;

	snprintf(record, sizeof record, "W-%06zu", 100 + number);
	finds_in(file, record, plant->form, &found);
	if (!found) {
		char *all = json_dumps(leak_gate_finds(gate), JSON_COMPACT);

		print_error("%s\n", all);
		free(all);
		fail_msg("%s was not found as %s (%s)\n", plant->value, plant->form, record);
	}
}

static void
every_planted_value_is_found(void **state)
{
	struct error err;

	(void)state;
	for (size_t i = 0; i < PLANTS; i++) {
		SCOPED(buffer) text = { 0 };
		char file[64];

		snprintf(file, sizeof file, "catalogue/%03zu.json", i);
		buffer_append_string(&text, "first line\n");
		if (plants[i].by == NULL) {
			buffer_append_string(&text, plants[i].text);
		} else {
			struct run run = { 0 };

			expect_shell(0, &run, sample.folder, "V='%s'; %s", plants[i].value, plants[i].by);
			buffer_append_text(&text, text_of_buffer(&run.out));
			run_end(&run);
		}
		assert_ok(leak_gate_text(gate, file, text_of_buffer(&text), &err), &err);
		expect_find(i, &plants[i], file);
	}
}

static void
see_media(size_t i)
{
	char file[64], path[600];
	struct run run = { 0 };
	struct digest digest = { { (unsigned char)i, 1 } };
	struct error err;
	int fd;

	snprintf(file, sizeof file, "data/ABC-%04zu/original.jpg", i);
	snprintf(path, sizeof path, "%s/m%zu.jpg", sample.folder, i);
	expect_shell(0, &run, sample.folder,
	             "F='%s'; ffmpeg -v error -f lavfi -i color=gray:size=64x64 -frames:v 1 $F; V='%s'; %s", path,
	             media[i].value, media[i].by);
	run_end(&run);
	fd = open(path, O_RDONLY);
	assert_true(fd >= 0);
	assert_ok(leak_gate_object(gate, file, fd, (uint64_t)lseek(fd, 0, SEEK_END), &digest, &err),
	          &err);
	close(fd);
	expect_find(PLANTS + i, &media[i], file);
}

static void
values_are_found_in_files_of_exhibits(void **state)
{
	(void)state;
	assert_true(PLANTS + MEDIA >= 50);
	for (size_t i = 0; i < MEDIA; i++)
		see_media(i);
}

static void
a_name_is_found_in_the_name_of_a_file(void **state)
{
	struct error err;
	bool found;

	(void)state;
	assert_ok(leak_gate_text(gate, "data/hasmik_tumanyan.txt", text_of(""), &err), &err);
	finds_in("data/hasmik_tumanyan.txt", "W-000100", "file-name", &found);
	assert_true(found);
}

/* What belongs to items, deliveries and channels near E-1 that stay at home. */
static void
what_is_near_and_stays_is_found_by_any_of_its_names(void **state)
{
	static const char *const forms[] = { "E-000002", "D-000001", "Secret room", "W-000001" };
	struct error err;
	bool found;

	(void)state;
	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
		SCOPED(buffer) file = { 0 };

		buffer_append_format(&file, "near/%zu", i);
		assert_ok(leak_gate_text(gate, buffer_string(&file), text_of(forms[i]), &err), &err);
		if (finds_in(buffer_string(&file), "", "", &found) == 0)
			fail_msg("%s was not found\n", forms[i]);
	}
	assert_ok(leak_gate_text(gate, "near/uuid", subject_name(&sample.items[1]), &err), &err);
	assert_true(finds_in("near/uuid", "E-000002", "text", &found) == 1 && found);
	assert_ok(leak_gate_text(gate, "near/hash", text_of(sample.objects[1]), &err), &err);
	assert_true(finds_in("near/hash", "E-000002", "text", &found) == 1 && found);
}

/* What is opened, and what anybody writes. */
static void
ordinary_words_are_no_finds(void **state)
{
	static const char *const ordinary[] = {
		"Column on a Straße. Men walk. graphic-4, captive-identifiable",
		"The witness came in October 2020 and told that soldiers had gone from the village.",
		"2026-03-04T05:06:07.123Z 1772600767123 39.81 telegram usb-stick safe",
		"This bundle can be checked with sha256sum and openssl; the root's fingerprint travels by another road.",
		/* letters of a salt, among which a code stands by chance */
		"[\"vidimus-disclosure-v1\",\"/title\",\"Qm8xKr2vT9aLw3Zp_src-1_Vb6NdYt4HgJq0ReXcU5s\",\"A square\"]",
		"An example. Identity, press, published: withheld by the identity of Example Press.",
		"ABC-0001 E-000001 item/ sha256 manifest-sha256.txt tagmanifest-sha256.txt",
		/* the catalogue's name, of one word */
		"A sample was taken.",
		"She was at home with the children and the old man at that time.",
		"сказала вчера в октябре, что дом сгорел", "հոկտեմբերին գյուղում", "في أكتوبر من القرية",
	};
	struct error err;
	size_t before = json_array_size(leak_gate_finds(gate));

	(void)state;
	for (size_t i = 0; i < sizeof ordinary / sizeof ordinary[0]; i++)
		assert_ok(leak_gate_text(gate, "ordinary.txt", text_of(ordinary[i]), &err), &err);
	if (json_array_size(leak_gate_finds(gate)) != before) {
		char *all = json_dumps(json_array_get(leak_gate_finds(gate), before), JSON_COMPACT);

		fail_msg("%s\n", all);
	}
}

/* No find tells the value. */
static void
finds_never_tell_the_value(void **state)
{
	char *all = json_dumps(leak_gate_finds(gate), JSON_COMPACT | JSON_ENSURE_ASCII);

	(void)state;
	assert_non_null(strstr(all, "W-000100"));
	for (size_t i = 0; i < PLANTS; i++) {
		if (strstr(all, plants[i].value) != NULL)
			fail_msg("%s is told\n", plants[i].value);
	}
	free(all);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ordinary_words_are_no_finds),
		cmocka_unit_test(every_planted_value_is_found),
		cmocka_unit_test(values_are_found_in_files_of_exhibits),
		cmocka_unit_test(a_name_is_found_in_the_name_of_a_file),
		cmocka_unit_test(what_is_near_and_stays_is_found_by_any_of_its_names),
		cmocka_unit_test(finds_never_tell_the_value),
	};

	return cmocka_run_group_tests(tests, open_gate, close_gate);
}
