# SPDX-License-Identifier: Apache-2.0
# Writes FILES (below ROOT) as one C table NAME_files to OUTPUT.
set(arrays "")
set(table "")
set(index 0)
foreach(file IN LISTS FILES)
	file(READ "${ROOT}/${file}" hex HEX)
	string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
	string(APPEND arrays "static const unsigned char file_${index}[] = {${bytes}0};\n")
	string(APPEND table "\t{ \"${file}\", file_${index}, sizeof file_${index} - 1 },\n")
	math(EXPR index "${index} + 1")
endforeach()
file(WRITE "${OUTPUT}.new" "/* Made from data files by cmake/embed_script.cmake. */
#include \"base/embedded.h\"

${arrays}
const struct embedded_file ${NAME}_files[] = {
${table}	{ 0 },
};
")
file(RENAME "${OUTPUT}.new" "${OUTPUT}")
