/* SPDX-License-Identifier: Apache-2.0 */
/* test_verb_view.c - words first, two questions, a calm and fenced player, and its end. */
#include "cli/looking.h"

/* What is nobody's to open unasked is not opened, and leaves no line in the journal. */
static void
nothing_opens_unasked(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(5, &run, *state, SEAT V "view E-1");
	assert_true(text_begins(text_of_buffer(&run.out), "unassessed: treat it as graphic\n"));
	assert_err(&run, "--yes");
	expect_refusal(5, *state, "--yes", V "describe E-1 --graphic graphic-2 >o; " SEAT V "view E-1");
	expect_refusal(5, *state, "--yes", V "describe E-1 --graphic graphic-1 >o; " SEAT V
	               "view E-1 --sound");
	expect_shell(0, &run, *state, "ls home/state/vidimus; ls " JOURNAL " 2>&1; true");
	assert_out(&run, "No such file");
}

static void
what_is_mild_opens_at_once(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *line = NULL;

	expect_shell(0, &run, *state, V "describe E-1 --graphic graphic-1 --title 'A street' >o; " SEAT V
	             "view E-1");
	assert_out(&run, "A street");
	expect_shell(0, &run, *state, V "log show --json >before; " SEAT V "view E-2 --yes >o; " V
	             "log show --json | cmp - before; cat " JOURNAL "; stat -c %%a " JOURNAL);
	assert_int_equal(line_count(&run), 3);
	assert_out(&run, "\n600\n");
	line = json_line(&run, 0);
	assert_members(line, "object person time");
	assert_string_equal(string_member(line, "person"), "ana");
}

static void
says_what_is_missing(void **state)
{
	SCOPED(run) run = { 0 };

	expect_refusal(1, *state, "sudo apt install mpv", "PATH=. DISPLAY=:87 " V "view E-1 --yes");
	expect_refusal(1, *state, "there is no display", SEAT "env -u DISPLAY -u WAYLAND_DISPLAY "
	               "\"$VIDIMUS\" -C cat view E-1 --yes");
	expect_refusal(1, *state, "E-000009", SEAT V "view E-9 --yes");
	expect_refusal(2, *state, "no item", SEAT V "view D-1 --yes");
	expect_refusal(2, *state, "working copy", "printf '%%%%PDF-1.4\\n' >d.pdf; " V "intake d.pdf >o; "
	               SEAT V "view E-4 --yes");
	expect_shell(0, &run, *state, "ls " JOURNAL " 2>&1; true");
	assert_out(&run, "No such file");
	write_player(*state, "#!/bin/sh\nexit 2\n");
	expect_refusal(1, *state, "could not show it", SEAT V "view E-1 --yes");
}

static void
altered_bytes_are_not_shown(void **state)
{
	SCOPED(run) run = { 0 };

	write_player(*state, "#!/bin/sh\ntouch played\n");
	expect_refusal(1, *state, "is altered", "for held in $(find cat/originals -type f); do "
	               "chmod u+w \"$held\"; printf X | dd of=\"$held\" bs=1 seek=2 conv=notrunc 2>o; "
	               "done; " SEAT V "view E-1 --yes");
	expect_shell(0, &run, *state, "ls played " JOURNAL " 2>&1; true");
	assert_out(&run, "'played': No such file");
}

/* The player's words, one a line, and its surroundings are looked at from where it stands. */
static void
the_player_is_calm(void **state)
{
	SCOPED(run) run = { 0 };

	write_player(*state,
	             "#!/bin/sh\nfor word in --no-config --terminal=no --load-scripts=no --ytdl=no "
	             "--access-references=no --pause --mute=yes --volume=20 --saturation=-100 "
	             "--vf=lavfi=[hue=s=0] --autofit=320x320 --keep-open=yes "
	             "--image-display-duration=inf --title=E-000001; do\n"
	             "for has; do [ \"$has\" = \"$word\" ] && continue 2; done; exit 50; done\n"
	             "for last; do before=$now; now=$last; done\n"
	             "[ \"$before $now\" = '-- fd://3' ] || exit 51\n"
	             "case \"$*\" in *a.jpg*|*originals*) exit 52;; esac\n");
	expect_shell(0, &run, *state, SEAT V "view E-1 --yes");
	write_player(*state, "#!/bin/sh\ncase \"$*\" in *mute=yes*|*hue*|*saturation*|*autofit=*) exit 50;; "
	                     "*mute=no*autofit-larger*) exit 0;; esac; exit 51\n");
	expect_shell(0, &run, *state, SEAT V "view E-1 --yes --sound --colour --large");
}

static void
wishes_stand_in_ones_own_file(void **state)
{
	SCOPED(run) run = { 0 };

	write_player(*state, "#!/bin/sh\ncase \"$*\" in *mute=no*autofit=200x200*) exit 0;; esac; exit 50\n");
	expect_shell(0, &run, *state, "echo '{\"side\": 200, \"sound\": true}' "
	             ">home/config/vidimus/viewing.json; " SEAT V "view E-1 --yes");
	write_player(*state, "#!/bin/sh\ncase \"$*\" in *mute=yes*hue*autofit=320x320*) exit 0;; esac; exit 50\n");
	expect_shell(0, &run, *state, "echo '{\"sound\": true, \"grey\": \"no\"}' "
	             ">home/config/vidimus/viewing.json; " SEAT V "view E-1 --yes");
	assert_err(&run, "counts for nothing");
	expect_refusal(5, *state, "--yes", "echo '{\"sound\": true}' >home/config/vidimus/viewing.json; " V
	               "describe E-3 --graphic not-sensitive >o; " SEAT V "view E-3");
}

/* As root too: a hostile file that owns its player still writes nowhere and calls nobody. */
static void
the_player_is_fenced_in(void **state)
{
	SCOPED(run) run = { 0 };

	write_player(*state,
	             "#!/bin/sh\n"
	             "[ \"$(cksum </proc/self/fd/3)\" = \"$(cksum <$TEST/a.jpg)\" ] || exit 50\n"
	             "(printf x >&3) 2>/dev/null && exit 51\n"
	             "(printf x >>/proc/self/fd/3) 2>/dev/null && exit 52\n"
	             "(printf x >>$TEST/a.jpg) 2>/dev/null && exit 53\n"
	             "(: >$TEST/new) 2>/dev/null && exit 54\n"
	             "rm $TEST/b.jpg 2>/dev/null && exit 55\n"
	             "mv $TEST/b.jpg $TEST/bin/ 2>/dev/null && exit 56\n"
	             "ln -s x $TEST/link 2>/dev/null && exit 57\n"
	             "mkdir $TEST/folder 2>/dev/null && exit 58\n"
	             "rm -rf $TEST/cat/originals 2>/dev/null && exit 59\n"
	             "[ \"$(ls -l /proc/$$/fd | grep -c /cat/)\" = 1 ] || exit 60\n"
	             "! command -v bash >/dev/null || bash -c 'exec 5<>/dev/tcp/127.0.0.1/9' 2>&1 | "
	             "grep -q 'Permission denied' || exit 61\n"
	             "kill -0 $PPID 2>/dev/null && exit 62\n"
	             "exit 0\n");
	expect_shell(0, &run, *state, "export TEST=\"$PWD\"; " SEAT V "view E-1 --yes; code=$?; "
	             "cmp a.jpg cat/originals/*/*/$(sha256sum <a.jpg | cut -c1-64) && ls b.jpg >o && "
	             "exit $code");
}

static void
type_and_end(const char *folder, const char *first, const char *second, int code,
             const char *expected)
{
	struct person person;

	person_shell(&person, folder, SEAT V "view E-1");
	person_expect(&person, "unassessed: treat it as graphic");
	person_expect(&person, "Do you have to look? [y/N] ");
	person_type(&person, first);
	if (second != NULL) {
		person_expect(&person, "Write open to open it: ");
		person_type(&person, second);
	}
	if (expected != NULL)
		person_expect(&person, expected);
	assert_int_equal(person_end(&person), code);
	person_free(&person);
}

static void
two_steps_lead_to_the_picture(void **state)
{
	SCOPED(run) run = { 0 };

	type_and_end(*state, "\r", NULL, 0, "Nothing was opened");
	type_and_end(*state, "n\r", NULL, 0, "Nothing was opened");
	type_and_end(*state, "y\r", "y\r", 0, "Nothing was opened");
	type_and_end(*state, "y\r", "\004", 0, "Nothing was opened");
	type_and_end(*state, "y\r", "\003", 130, "stopped by SIGINT");
	expect_shell(0, &run, *state, "ls " JOURNAL " 2>&1; true");
	assert_out(&run, "No such file");
	type_and_end(*state, "y\r", " open \r", 0, "vidimus describe E-000001");
	expect_shell(0, &run, *state, "cat " JOURNAL);
	assert_int_equal(line_count(&run), 1);
}

static void
the_player_ends_with_us(void **state)
{
	SCOPED(run) run = { 0 };
	struct person person;

	write_player(*state, "#!/bin/sh\nexec sleep 47.$UNIQUE\n");
	expect_shell(0, &run, *state, "export UNIQUE=1$$; " SEAT "timeout --foreground --preserve-status -s INT 1 "
	             "\"$VIDIMUS\" -C cat view --yes E-1; echo $?; sleep 0.2; "
	             "pgrep -f \"^sleep 47.1$$\" || echo gone; "
	             SEAT "timeout -s KILL 1 \"$VIDIMUS\" -C cat view --yes E-1; sleep 0.2; "
	             "pgrep -f \"^sleep 47.1$$\" || echo gone");
	assert_out(&run, "\n130\ngone\n");
	assert_true(text_ends(text_of_buffer(&run.out), "gone\n"));
	write_player(*state, "#!/bin/sh\nexec sleep 47\n");
	person_shell(&person, *state, SEAT V "view E-1 --yes");
	person_expect(&person, "Media type");
	assert_int_equal(usleep(300000), 0);
	person_type(&person, "\003");
	assert_int_equal(person_end(&person), 130);
	person_free(&person);
}

/* The real player, without screen and sound: it takes every word, and looks after no other file. */
static void
the_real_player_takes_the_words(void **state)
{
	SCOPED(run) run = { 0 };

	need_player();
	write_player(*state, "#!/bin/sh\nfor word; do shift\n"
	                     "case $word in --vo=* | --gpu-context=*) ;; *) set -- \"$@\" \"$word\";; esac\n"
	                     "done\nPATH=${PATH#*:}\nexec mpv --vo=null --ao=null \"$@\"\n");
	expect_shell(0, &run, *state, "i=0; { printf 'RIFF\\044\\004\\0\\0WAVEfmt "
	             "\\020\\0\\0\\0\\001\\0\\001\\0\\100\\037\\0\\0\\100\\037\\0\\0\\001\\0\\010\\0data\\0\\004\\0\\0'; "
	             "head -c 1024 /dev/zero; } >s.wav; "
	             "printf '#EXTM3U\\n#EXT-X-TARGETDURATION:9\\n#EXTINF:9,\\nhttp://127.0.0.1:9/a.ts\\n"
	             "#EXTINF:9,\\n%%s/s.wav\\n#EXT-X-ENDLIST\\n' \"$PWD\" >list.mp4; " V
	             "intake s.wav list.mp4 >o");
	expect_shell(0, &run, *state, SEAT "timeout --foreground --preserve-status -s INT 3 \"$VIDIMUS\" -C cat "
	             "view --yes E-4; [ $? = 130 ]");
	expect_refusal(1, *state, "could not show it", SEAT V "view --yes E-5");
}

/* A display that is named and not there, as after a login that ended: no window would ever come. */
static void
a_lost_display_is_told(void **state)
{
	need_player();
	expect_refusal(1, *state, "display", "DISPLAY=:87 WAYLAND_DISPLAY= timeout --foreground -s INT 20 " V
	               "view --yes E-1");
	expect_refusal(1, *state, "display", "DISPLAY= WAYLAND_DISPLAY=none timeout --foreground -s INT 20 " V
	               "view --yes E-1");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin_looking, end_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(nothing_opens_unasked),
		TEST(what_is_mild_opens_at_once),
		TEST(says_what_is_missing),
		TEST(altered_bytes_are_not_shown),
		TEST(the_player_is_calm),
		TEST(wishes_stand_in_ones_own_file),
		TEST(the_player_is_fenced_in),
		TEST(two_steps_lead_to_the_picture),
		TEST(the_player_ends_with_us),
		TEST(the_real_player_takes_the_words),
		TEST(a_lost_display_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
