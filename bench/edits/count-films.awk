# SPDX-License-Identifier: Apache-2.0
# count-films.awk - how often films were found, for bench/recall: reads `items` ("E-000001<tab>NAME"), then what was
# asked ("Q<tab>EDIT<tab>NAME<tab>OFFSET SLOPE<tab>NANOSECONDS<tab>OTHERS IN IT") and answered (JSON, an item a line).
#
# Found is the right film with its longest segment at the right time, within a second. An answer that names a film which
# is in the edit too (`concat`) counts for nothing, one that shares music or an opening with it (the same word behind
# "+") is told apart, any other is false.
BEGIN { FS = "\t" }
function number(text, name) {
	return match(text, "\"" name "\":[-0-9.]*") ? substr(text, RSTART + length(name) + 3, RLENGTH - length(name) - 3) + 0 : 0
}
function word(text, name) {
	return match(text, "\"" name "\":\"[^\"]*\"") ? substr(text, RSTART + length(name) + 4, RLENGTH - length(name) - 5) : ""
}
# Of the longest segment: at the time of the original that the edit has it from?
function offset_is_right(line, offset, speed,  part, n, i, from, seconds, longest, error) {
	longest = -1
	n = split(line, part, /\{"a_from"/)
	for (i = 2; i <= n; i++) {
		part[i] = "{\"a_from\"" part[i]
		from = number(part[i], "a_from")
		seconds = number(part[i], "a_to") - from
		if (seconds > longest) {
			longest = seconds
			error = number(part[i], "b_from") - offset - speed * from
		}
	}
	return longest >= 0 && error <= 1 && error >= -1
}
function shared(name) {
	return index(name, "+") ? substr(name, index(name, "+") + 1) : ""
}
function is_excused(found,  i) {
	for (i = 1; i <= others; i++)
		if (found == with[i])
			return 1
	return 0
}
function shares(found,  i, what) {
	what = shared(found)
	if (what == "")
		return 0
	for (i = 1; i <= others; i++)
		if (what == shared(with[i]))
			return 1
	return what == shared(name)
}
FILENAME == "items" { base[$1] = $2; next }
$1 == "Q" {
	edit = $2; name = $3
	split($4, truth, " ")
	asked[edit]++; n++; ns += $5
	others = split($6, with, " ")
	got = 0
	next
}
match($0, /"item":"E-[0-9]*"/) {
	found = base[substr($0, RSTART + 8, RLENGTH - 9)]
	kind = word($0, "kind")
	if (found == name) {
		if (!got && offset_is_right($0, truth[1], truth[2])) {
			got = 1; hits++; hit[edit]++; by[edit, kind]++
		} else if (!got)
			print edit, name, "at a wrong time, or none" >"missed-video"
	} else if (shares(found))
		related[kind]++
	else if (!is_excused(found)) {
		wrong++
		print edit, name, found, kind >"false-video"
	}
}
END {
	if (n == 0)
		exit
	print "edit         asked found   by both  picture    sound"
	for (e in asked) {
		printf "%-12s %5d %.3f %9d %8d %8d\n", e, asked[e], hit[e] / asked[e], by[e, "film-and-sound"], by[e, "video"] + by[e, "image"], by[e, "audio"] | "sort"
		sum += hit[e] / asked[e]; edits++
	}
	close("sort")
	for (i in base)
		bases++
	printf "video: macro average %.3f of %d edits; precision %.4f; %d false pairs of %d, %.2f a million; %.0f ms a query\n",
		sum / edits, edits, (hits + wrong ? hits / (hits + wrong) : 0), wrong, n * (bases - 1),
		(bases > 1 ? 1e6 * wrong / (n * (bases - 1)) : 0), ns / n / 1e6
	printf "of films with the same music or opening: %d by sound alone, %d by pictures\n",
		related["audio"], related["video"] + related["film-and-sound"]
}
