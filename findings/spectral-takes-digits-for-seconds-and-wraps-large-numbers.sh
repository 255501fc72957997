#!/usr/bin/env bash
# @prismatic-io/spectral 10.31.1, the public SDK of the field: what util.types makes of numbers.
# toDate takes every number and every text of digits for seconds since 1970: milliseconds end up in the year 55840, the ISO
# date 20260131 and the year 2026 in the year 1970, and 0 is refused. toInt cuts a fraction off by 32 bits, so that
# 3000000000.5 becomes negative, and takes a text by the digits it begins with. Its default stands in for a text that is no
# number, but not where the default is 0; toNumber refuses such a text whatever the default.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' >package.json
npm install --silent --no-audit --no-fund @prismatic-io/spectral@10.31.1

cat >probe.mjs <<'PROBE'
import spectral from '@prismatic-io/spectral';

const { toDate, toInt, toNumber } = spectral.util.types;
function say(label, read) {
  try {
    const value = read();
    console.log(`${label}: ${value instanceof Date ? value.toISOString() : value}`);
  } catch (error) {
    console.log(`${label}: ${error.message}`);
  }
}

say('toDate 1700000000000', () => toDate(1_700_000_000_000));
say("toDate '20260131'", () => toDate('20260131'));
say("toDate '2026'", () => toDate('2026'));
say('toDate 0', () => toDate(0));
say('toInt 3000000000.5', () => toInt(3_000_000_000.5));
say("toInt '1e3'", () => toInt('1e3'));
say("toNumber '1e3'", () => toNumber('1e3'));
say("toInt 'none' or 3", () => toInt('none', 3));
say("toInt 'none' or 0", () => toInt('none', 0));
say("toNumber 'none' or 3", () => toNumber('none', 3));
PROBE

cat >expected <<'SEEN'
toDate 1700000000000: +055840-11-08T22:13:20.000Z
toDate '20260131': 1970-08-23T11:48:51.000Z
toDate '2026': 1970-01-01T00:33:46.000Z
toDate 0: Value '0' cannot be coerced to date.
toInt 3000000000.5: -1294967296
toInt '1e3': 1
toNumber '1e3': 1000
toInt 'none' or 3: 3
toInt 'none' or 0: Value 'none' cannot be coerced to int.
toNumber 'none' or 3: Value 'none' cannot be coerced to a number.
SEEN

node probe.mjs >seen
cat seen
diff expected seen || { echo 'This has changed.'; exit 1; }
