#!/usr/bin/env bash
# htmx.org 4.0.1 in Chromium (playwright-core 1.65.1, @sparticuz/chromium 153.0.0): hx-include of a form sends more than the form.
# A <details name="…"> (a name makes several of them close each other) is taken for a field and sent as name=undefined.
# The same form sends nothing of it when it is submitted, by htmx or by the browser.
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
const page = `<!doctype html><script src="/htmx.js"></script>
<form id="search" hx-get="/" hx-target="#out"><details name="menu"><summary>More</summary></details><input name="q" value="a"><button id="submit">Go</button></form>
<button id="include" hx-get="/" hx-include="#search" hx-target="#out">Again</button><div id="out"></div>`;
const asked = [];
const server = createServer(({ url, headers }, response) => {
  if (headers['hx-request']) asked.push(url);
  response.setHeader('content-type', url === '/htmx.js' ? 'text/javascript' : 'text/html');
  response.end(url === '/htmx.js' ? script : headers['hx-request'] ? `<p>${asked.length}</p>` : page);
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const browser = await browsers.launch({
  executablePath: await chromium.executablePath(),
  args: [...chromium.args, '--no-sandbox'],
});
const tab = await browser.newPage();
await tab.goto(`http://127.0.0.1:${server.address().port}/`);
await tab.click('#include');
await tab.getByText('1').waitFor();
await tab.click('#submit');
await tab.getByText('2').waitFor();
console.log(`included: ${asked[0]}\nsubmitted: ${asked[1]}`);
await browser.close();
server.close();
server.closeAllConnections();
PROBE

cat >expected <<'SEEN'
included: /?menu=undefined&q=a
submitted: /?q=a
SEEN

node probe.mjs >seen
cat seen
diff expected seen || { echo 'This has changed.'; exit 1; }
