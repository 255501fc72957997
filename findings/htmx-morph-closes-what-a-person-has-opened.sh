#!/usr/bin/env bash
# htmx.org 4.0.1 in Chromium (playwright-core 1.65.1, @sparticuz/chromium 153.0.0): outerMorph keeps what was typed, not what was opened.
# A checkbox that a person has ticked stays ticked; a <details> that they have opened and a <dialog> that is shown are closed,
# since their open attribute is not in the answer. With "open" in morphIgnore of the configuration they stay.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' >package.json
npm install --silent --no-audit --no-fund htmx.org@4.0.1 playwright-core@1.65.1 @sparticuz/chromium@153.0.0

cat >probe.mjs <<'PROBE'
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import chromium from '@sparticuz/chromium';
import { chromium as browsers } from 'playwright-core';

const script = readFileSync('node_modules/htmx.org/dist/htmx.min.js');
const config = `<meta name="htmx-config" content='{"morphIgnore":["data-htmx-powered","open"]}'>`;
const box = (count) =>
  `<div id="box"><input type="checkbox" id="tick"><details id="more"><summary>More</summary>Text</details><dialog id="box2">Box</dialog><p id="count">${count}</p></div>`;
const page = (head) =>
  `<!doctype html>${head}<script src="/htmx.js"></script><button id="morph" hx-get="/box" hx-target="#box" hx-swap="outerMorph">Go</button>${box('first')}`;
const server = createServer(({ url }, response) => {
  response.setHeader('content-type', url === '/htmx.js' ? 'text/javascript' : 'text/html');
  const pages = { '/htmx.js': script, '/box': box('second'), '/': page(''), '/config': page(config) };
  response.end(pages[url] ?? '');
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const browser = await browsers.launch({
  executablePath: await chromium.executablePath(),
  args: [...chromium.args, '--no-sandbox'],
});
for (const [label, path] of [
  ['as it comes', '/'],
  ['with morphIgnore', '/config'],
]) {
  const tab = await browser.newPage();
  await tab.goto(`http://127.0.0.1:${server.address().port}${path}`);
  await tab.check('#tick');
  await tab.click('#more summary');
  await tab.evaluate(() => document.querySelector('#box2').show());
  await tab.click('#morph');
  await tab.getByText('second').waitFor();
  const seen = await tab.evaluate(() => ({
    ticked: document.querySelector('#tick').checked,
    details: document.querySelector('#more').open,
    dialog: document.querySelector('#box2').open,
  }));
  console.log(`${label}: ${JSON.stringify(seen)}`);
}
await browser.close();
server.close();
server.closeAllConnections();
PROBE

cat >expected <<'SEEN'
as it comes: {"ticked":true,"details":false,"dialog":false}
with morphIgnore: {"ticked":true,"details":true,"dialog":true}
SEEN

node probe.mjs >seen
cat seen
diff expected seen || { echo 'This has changed.'; exit 1; }
