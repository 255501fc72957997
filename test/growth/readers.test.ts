import { describe, expect, test } from 'bun:test';
import { Hono } from 'hono';
import { builtInCatalog } from '../../src/components/registry.ts';
import { checkDefinition } from '../../src/definition/check/check.ts';
import { compareTerms, OPERATORS } from '../../src/definition/compile/conditions.ts';
import { importDefinition } from '../../src/definition/document/import.ts';
import { parsePath } from '../../src/definition/document/problem.ts';
import {
  parseReference,
  payloadPath,
  readPath,
  referenceKey,
} from '../../src/definition/document/references.ts';
import { parseTemplate, textOf } from '../../src/definition/document/templates.ts';
import { firingsOf } from '../../src/lib/cron.ts';
import { cronFault, timeZoneFault } from '../../src/lib/cron-fault.ts';
import { cronWords } from '../../src/lib/cron-words.ts';
import { Secret } from '../../src/lib/crypto.ts';
import { shortened } from '../../src/lib/format.ts';
import { keysOf, valueAt } from '../../src/lib/json-pointer.ts';
import { renderMarkdown } from '../../src/lib/markdown.ts';
import { nearest } from '../../src/lib/nearest.ts';
import { plainText } from '../../src/lib/plain-text.ts';
import { createRedactor } from '../../src/lib/redact.ts';
import { cleanSvg } from '../../src/lib/svg.ts';
import { decode, encode, jsonDepthExceeds } from '../../src/lib/wire.ts';
import { readText } from '../../src/web/kit/bodies.ts';
import { readCookie } from '../../src/web/kit/cookies.ts';
import { readForm } from '../../src/web/kit/form.ts';
import { readCall, readHead, unpackedUpload } from '../../src/web/triggers/intake.ts';
import { createUploads } from '../../src/web/triggers/uploads.ts';
import { type Read, remembered, steep } from './growth.ts';
import { texts, values } from './shapes.ts';

const app = new Hono();
const uploads = createUploads();
// What is refused is answered: to write it down, with the place in the source, would take longer than the reading.
app.onError((error) => new Response(error.message, { status: 400 }));
app.post('/call', async (c) => {
  const limit = 6 * 1024 * 1024;
  const upload = await uploads.read(c.req.raw, limit);
  const head = readHead(c, '');
  try {
    readCall(head, await unpackedUpload(head, upload, limit));
  } finally {
    upload.end();
  }
  return c.body(null);
});

const ofText =
  (read: (text: string) => unknown): Read =>
  (input) =>
    typeof input === 'string' ? read(input) : undefined;

const posted = (text: string, type: string) =>
  new Request('http://127.0.0.1/call', { method: 'POST', body: text, headers: { 'content-type': type } });

const call = (type: string) => ofText((text) => app.request(posted(text, type)));

const redact = createRedactor(['secret-of-acme', 'a'.repeat(40), '7777777'].map((text) => new Secret(text)));

const readers: Record<string, Read> = {
  'a webhook with JSON': call('application/json'),
  'a webhook with a form': call('application/x-www-form-urlencoded'),
  'a webhook with a form of several parts': call('multipart/form-data; boundary=b'),
  'a webhook with text': call('text/plain; charset=iso-8859-1'),
  'the query of a webhook': ofText((text) =>
    app.request(new Request(`http://127.0.0.1/call?${text.replaceAll('\n', '&')}`, { method: 'POST' })),
  ),
  'the headers of a webhook': ofText((text) => {
    const headers = new Headers();
    for (const [index, part] of text.slice(0, 64_000).split(',').entries())
      headers.append(`x-${index % 500}`, part.replaceAll(/[^ -~]/g, ' '));
    return app.request(new Request('http://127.0.0.1/call', { method: 'POST', headers }));
  }),
  cookies: ofText((text) => {
    const headers = { cookie: text.slice(0, 64_000).replaceAll(/[^ -~]/g, ' ') };
    return readCookie(new Request('http://127.0.0.1/', { headers }), 'session', false, { prefix: '' });
  }),
  'a form of a page': ofText((text) => readForm(posted(text, 'application/x-www-form-urlencoded'), 6)),
  'a form of a page with files': ofText((text) =>
    readForm(posted(text, 'multipart/form-data; boundary=b'), 6),
  ),
  'bytes that should be text': (input) => (input instanceof Buffer ? readText(input) : undefined),
  'a definition file': ofText((text) => imported(text)),
  'a definition as JSON': (input) => imported(JSON.stringify(input)),
  'the text of a template': ofText((text) => parseTemplate(text)),
  'what a template inserts': textOf,
  'the text of a reference': ofText((text) => [parseReference(text), payloadPath(text), referenceKey(text)]),
  'a path into a value': (input) => readPath(input, Array(100_000).fill('a')),
  'the place of a problem': ofText(parsePath),
  'a pointer into a value': (input) =>
    typeof input === 'string' ? keysOf(input) : valueAt(input, '/a'.repeat(1000)),
  'a cron line': ofText((text) => [cronFault(text), cronWords(text), firingsOf(text, 'UTC', 0, 3)]),
  'the name of a time zone': ofText(timeZoneFault),
  'a word that may be misspelt': ofText((text) => nearest(text, [text.slice(1), `x${text}`])),
  'many words that may be meant': (input) =>
    Array.isArray(input) && input.every((item) => typeof item === 'string') && nearest('k12x', input),
  'text in Markdown': ofText(renderMarkdown),
  'text in HTML': ofText(plainText),
  'an SVG': ofText((text) => {
    const value = text.replaceAll(/["<&]/g, ' ');
    const drawn = `<svg width="${value}x" viewBox="${value}" fill="url(${value}"/>`;
    return [text, `<svg><g>${text}</g></svg>`, drawn].map(cleanSvg);
  }),
  'text that is shortened': ofText((text) => shortened(text, 200)),
  'text that may hold secrets': ofText(redact),
  'JSON that may hold secrets': (input) => redact(encode(input)),
  'the depth of JSON': ofText((text) => jsonDepthExceeds(text, 512)),
  'a value that is stored': (input) => decode(encode(input)),
  'text that is read back from the store': ofText(decode),
};

function imported(text: string): void {
  const result = importDefinition(text);
  if (result.ok) checkDefinition(result.definition, builtInCatalog, result.lineOf);
}

/** Each value with one that is made of the same. */
const pairs = remembered(
  Object.fromEntries(
    Object.entries(values).map(([name, make]) => [
      name,
      (size: number) => [
        make(size),
        JSON.parse(
          JSON.stringify(make(size), (_key, value) => (typeof value === 'bigint' ? `${value}` : value)),
        ),
      ],
    ]),
  ),
);

describe('Twice the data takes a reader twice the time, not four times', () => {
  test.each(Object.entries(readers))(
    '%s',
    async (_name, read) => {
      expect(await steep(read, { ...texts, ...values })).toEqual([]);
    },
    300_000,
  );

  test.each(OPERATORS)(
    'the condition %s',
    async (operator) => {
      const both = (input: unknown) => compareTerms(operator, input, input);
      const like = (input: unknown) => Array.isArray(input) && compareTerms(operator, input[0], input[1]);
      const faults = [await steep(both, { ...texts, ...values }), await steep(like, pairs)];
      expect(faults.flat()).toEqual([]);
    },
    300_000,
  );
});
