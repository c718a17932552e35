# SPDX-License-Identifier: Apache-2.0
#
# Prints the targets ("name: ... ## text") and variables ("NAME ?= value## text")
# of the makefiles given.
/^[a-z][a-z-]*:.*## / {
	name = $0; sub(/:.*/, "", name)
	text = $0; sub(/.*## /, "", text)
	targets = targets sprintf("  %-15s %s\n", name, text)
}
/^[A-Z_]+ \?=.*## / {
	value = $0; sub(/^[^=]*=[ ]*/, "", value); sub(/[ ]*##.*/, "", value)
	text = $0; sub(/.*## /, "", text)
	if (value != "") {
		text = text " [" value "]"
	}
	variables = variables sprintf("  %-15s %s\n", $1, text)
}
END {
	printf "make TARGET [VARIABLE=value ...]\n\ntargets\n%s\nvariables [default]\n%s", targets, variables
}
