#!/usr/bin/env bash
# fast-xml-parser 5.12.1: XMLBuilder changes the order of a list that holds null, and loses attributes that are "true".
# Items that are null are written before all others, so that what comes back is another list; items that are "" keep their
# place. An attribute of the value "true" is written without a value, which is no XML, and its own XMLParser drops it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' >package.json
npm install --silent --no-audit --no-fund fast-xml-parser@5.12.1

cat >probe.mjs <<'PROBE'
import { XMLBuilder, XMLParser } from 'fast-xml-parser';

const builder = new XMLBuilder({ ignoreAttributes: false });
const parser = new XMLParser({ ignoreAttributes: false });
for (const document of [
  { list: { item: ['a', null, 'b'] } },
  { list: { item: ['a', '', 'b'] } },
  { user: { '@_active': 'true', '@_id': '7', '#text': 'Ann' } },
]) {
  const xml = builder.build(document);
  console.log(xml, 'reads as', JSON.stringify(parser.parse(xml)));
}
PROBE

cat >expected <<'SEEN'
<list><item/><item>a</item><item>b</item></list> reads as {"list":{"item":["","a","b"]}}
<list><item>a</item><item></item><item>b</item></list> reads as {"list":{"item":["a","","b"]}}
<user active id="7">Ann</user> reads as {"user":{"#text":"Ann","@_id":"7"}}
SEEN

node probe.mjs >seen
cat seen
diff expected seen || { echo 'This has changed.'; exit 1; }
