#!/usr/bin/env bash
# Measures a library's checkout against the version that go.mod pins: for its authors.
# Usage: harness/bench-lib.sh LIB SRC [RUN-FLAGS...], from the repository's root, through
# `make bench-lib`. Changes neither go.mod nor go.sum.
set -euo pipefail

die() { echo "bench-lib: $*" >&2; exit 1; }
[ $# -ge 2 ] && [ -n "$1" ] && [ -n "$2" ] || die "usage: make bench-lib LIB=ants SRC=../ants"
lib=$1 src=$2
shift 2
module=$(bin/poolbench list --json | awk -F'"' -v lib="$lib" '$2=="variant"{v=$4} $2=="module"&&v==lib{print $4; exit}')
[ -n "$module" ] || die "LIB=$lib is no library: see bin/poolbench list for those with a native face"
[ -f "$src/go.mod" ] || die "SRC=$src has no go.mod: give the root of a checkout of $module"
found=$(awk '$1=="module"{print $2; exit}' "$src/go.mod")
[ "$found" = "$module" ] || die "SRC=$src is the module $found, but $lib is $module"

# A go.mod of its own, in bin/, replaces the module by the checkout.
cp go.mod bin/lib.mod
cp go.sum bin/lib.sum
go mod edit -replace="$module=$(cd "$src" && pwd)" bin/lib.mod
go build -mod=mod -modfile=bin/lib.mod -buildvcs=auto -trimpath -o bin/poolbench-lib ./harness/cmd/poolbench

echo "== conformance of the checkout (guarded has to keep every rule)"
bin/poolbench-lib conformance --variant "$lib" --face native,guarded

# The two builds take turns, so that a machine that gets slower does so for both.
turns=4 rounds=3
rm -rf bin/lib && mkdir -p bin/lib
for turn in $(seq $turns); do
	for build in poolbench poolbench-lib; do
		echo "== turn $turn of $turns: $build"
		bin/$build run --variant "$lib" --experiment overhead,grain --rounds $rounds --out "bin/lib/$build-$turn" "$@" >/dev/null
	done
done
cat bin/lib/poolbench-[0-9]*/bench.txt > bin/lib/pinned.txt
cat bin/lib/poolbench-lib-[0-9]*/bench.txt > bin/lib/checkout.txt
echo "== pinned $module against $src"
go tool benchstat -filter "/variant:$lib .unit:(ns/op OR B/op OR allocs/op)" bin/lib/pinned.txt bin/lib/checkout.txt
