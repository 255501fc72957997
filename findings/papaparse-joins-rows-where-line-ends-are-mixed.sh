#!/bin/sh
# papaparse 5.7.1: a file whose header ends with CRLF and whose rows end with LF – a header that one tool wrote before
# rows that another one appended – loses its rows without any error: the line end that is found first is taken for all,
# and the others become part of values. The other way round the last value of a row that ends with CRLF keeps a carriage
# return. `errors` stays empty both times.
# Seen: one row of four fields for three rows of two; "Ada\r" for "Ada".
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund papaparse@5.7.1 >/dev/null
cat >look.cjs <<'JS'
const Papa = require('papaparse');
const rows = (text) => {
  const { data, errors } = Papa.parse(text, { delimiter: ',' });
  return { data, errors: errors.length };
};
const seen = {
  same: rows('id,name\n1,Ada\n2,Eve\n3,Bo'),
  headerWithCrlf: rows('id,name\r\n1,Ada\n2,Eve\n3,Bo'),
  rowWithCrlf: rows('id,name\n1,Ada\r\n2,Eve\n3,Bo'),
};
console.log(JSON.stringify(seen, null, 1));
const expected = {
  same: { data: [['id', 'name'], ['1', 'Ada'], ['2', 'Eve'], ['3', 'Bo']], errors: 0 },
  headerWithCrlf: { data: [['id', 'name'], ['1', 'Ada\n2', 'Eve\n3', 'Bo']], errors: 0 },
  rowWithCrlf: { data: [['id', 'name'], ['1', 'Ada\r'], ['2', 'Eve'], ['3', 'Bo']], errors: 0 },
};
if (JSON.stringify(seen) !== JSON.stringify(expected)) {
  console.error('This has changed.');
  process.exit(1);
}
JS
node look.cjs
