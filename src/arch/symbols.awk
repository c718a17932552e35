# SPDX-License-Identifier: Apache-2.0
#
# Makes the table of functions for backtraces from the output of nm -n: see panic.c.
BEGIN {
	print "\t.section .symbols, \"a\"\n\t.balign 8\n\t.globl symbols, nr_symbols\nsymbols:"
}
$2 ~ /^[tT]$/ && $3 !~ /^(\$|__|\.)/ {
	printf "\t.quad 0x%s, name_%d\n", $1, nr
	name[nr++] = $3
}
END {
	printf "nr_symbols:\n\t.quad %d\n", nr
	for (i = 0; i < nr; i++) {
		printf "name_%d:\t.asciz \"%s\"\n", i, name[i]
	}
}
