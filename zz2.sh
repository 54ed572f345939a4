d=$(mktemp -d); l=$(mktemp); DATA_DIR=$d/data PORT=0 bun ${1:-src/main.ts} serve > $l 2>&1 & p=$!
for i in $(seq 150); do grep -q 127.0.0.1 $l && break; sleep 0.2; done
cut -d' ' -f14,15 /proc/$p/stat
sleep ${2:-6}; grep -E "Anonymous|^Rss" /proc/$p/smaps_rollup; kill $p; wait $p 2>/dev/null; rm -rf $d
