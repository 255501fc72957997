/** Steps that are given what people do give them: a row's name says the kind. */
import { expect, test } from 'bun:test';
import { createServer } from 'node:net';
import { changeDataFormat } from '../../src/components/change-data-format/index.ts';
import type { Params } from '../../src/components/component.ts';
import { datetime } from '../../src/components/datetime/index.ts';
import { builtInCatalog } from '../../src/components/registry.ts';
import { compileInputs } from '../../src/definition/compile/inputs.ts';
import type { StepInput } from '../../src/definition/document/schema.ts';
import { resolveInputs } from '../../src/engine/resolve-inputs.ts';
import { checkConfigVariables } from '../../src/models/config-variables.ts';
import { createContext, dataOf } from '../components/context.ts';
import { failure, httpCalls, recorder } from '../components/http-calls.ts';
import { compileDefinition } from '../definition/compiled.ts';
import { configured } from '../support/records.ts';

const { closeLater, run } = httpCalls();

type Answers = 'breaks' | 'is silent' | 'ends within its answer' | number;

/** A system that answers every call alike, and counts them. */
async function system(answers: Answers, headers: Record<string, string> = {}) {
  const calls: string[] = [];
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', (bytes) => {
      calls.push(bytes.toString().split(' ')[0] ?? '');
      if (answers === 'breaks') socket.destroy();
      else if (answers === 'ends within its answer')
        socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc');
      else if (answers !== 'is silent')
        socket.end(
          `HTTP/1.1 ${answers} X\r\nConnection: close\r\n${lines.join('')}Content-Length: 0\r\n\r\n`,
        );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closeLater(() => server.close());
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('It listens on a port.');
  return { calls, url: `http://127.0.0.1:${address.port}` };
}

const ATTEMPTS: [action: string, answers: Answers, onAllErrors: boolean, attempts: number][] = [
  ['httpPost', 500, false, 1],
  ['httpPost', 503, false, 1],
  ['httpPost', 429, false, 1],
  ['httpPost', 'breaks', false, 3],
  ['httpPost', 'is silent', false, 1],
  ['httpPost', 'ends within its answer', false, 1],
  ['httpPost', 500, true, 3],
  ['httpPost', 404, true, 3],
  ['httpPatch', 502, false, 1],
  ['httpPatch', 'breaks', false, 3],
  ['httpPatch', 'is silent', false, 1],
  ['httpPatch', 503, true, 3],
  ['httpPostFormData', 503, false, 1],
  ['httpPostFormData', 'breaks', false, 3],
  ['httpGet', 500, false, 3],
  ['httpGet', 429, false, 3],
  ['httpGet', 404, false, 1],
  ['httpGet', 'breaks', false, 3],
  ['httpGet', 'is silent', false, 1],
  ['httpGet', 'ends within its answer', false, 3],
  ['httpPut', 503, false, 3],
  ['httpPut', 'is silent', false, 1],
  ['httpDelete', 502, false, 3],
  ['httpHead', 429, false, 3],
];

test.each(ATTEMPTS)(
  'a call that is not safe to repeat: %s to a system that answers %p, retries on all errors %p, is made %i times',
  async (action, answers, onAllErrors, attempts) => {
    const { calls, url } = await system(answers);
    const timeout = answers === 'is silent' ? '1000' : '';
    const params = { url, timeout, maxRetries: '2', retryOnAllErrors: String(onAllErrors) };
    await failure(run(action, params));
    expect(calls).toHaveLength(attempts);
  },
);

const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toUTCString();

const WISHES: [kind: string, header: string, least: number, most: number, isCut: boolean][] = [
  ['whole seconds', '2', 2000, 2000, false],
  ['seconds with a fraction', '2.0', 2000, 2000, false],
  ['half a second', '0.5', 500, 500, false],
  ['a date', inSeconds(30), 20_000, 30_000, false],
  ['a date as mail writes it', inSeconds(30).replace('GMT', '+0000'), 20_000, 30_000, false],
  ['a date in ISO 8601', new Date(Date.now() + 30_000).toISOString(), 20_000, 30_000, false],
  ['a date that is over', 'Thu, 01 Jan 2015 00:00:00 GMT', 0, 0, false],
  ['too many seconds', '99999', 60_000, 60_000, true],
  ['a date too far away', inSeconds(99_999), 60_000, 60_000, true],
  ['what is neither', 'soon', 7, 7, false],
  ['less than nothing', '-5', 7, 7, false],
];

test.each(WISHES)('Retry-After, %s (%s): waited for, capped, the reason in the log', async (...row) => {
  const [, header, least, most, isCut] = row;
  const { url } = await system(503, { 'Retry-After': header });
  const controller = new AbortController();
  const { lines, logger } = recorder();
  logger.warn = (line) => {
    lines.push(String(line));
    controller.abort(new Error('seen enough'));
  };
  const work = run(
    'httpGet',
    { url, maxRetries: '1', retryDelayMS: '7' },
    { logger, signal: controller.signal },
  );
  if (least > 7) await expect(work).rejects.toThrow('seen enough');
  else await work.catch(() => {});
  const wait = Number(/trying again in (\d+) ms/.exec(lines[0] ?? '')?.[1]);
  expect(wait).toBeGreaterThanOrEqual(Math.max(least, 7));
  expect(wait).toBeLessThanOrEqual(Math.max(most, 7));
  expect(lines[0]?.includes('the longest wait')).toBe(isCut);
  expect(lines[0]?.includes(header)).toBe(!['soon', '-5'].includes(header));
});

/** What a step does whose input is written so; `nothing` has no results. */
async function performed(
  component: string,
  action: string,
  inputs: Record<string, StepInput>,
  item: unknown,
) {
  const declared = builtInCatalog.action({ component: { key: component }, key: action });
  if (!declared) throw new Error(`There is no ${component}.${action}.`);
  const read = (step: string) => (step === 'item' ? item : undefined);
  const scope = { read, configVar: () => undefined };
  return await declared.perform(
    createContext(),
    resolveInputs(compileInputs(inputs, declared.inputs), scope),
  );
}

const DEFAULTED: [component: string, action: string, input: string, label: string, others?: Params][] = [
  ['loop', 'loopNTimes', 'iterationCount', 'Number of iterations'],
  ['sleep', 'sleep', 'ms', 'Milliseconds'],
  ['log', 'writeLog', 'level', 'Log level', { message: 'x' }],
  ['collection-tools', 'takeFirst', 'numberInput', 'Number', { listInput: '[1]' }],
  ['collection-tools', 'chunks', 'numberInput', 'Number', { listInput: '[1]' }],
  ['persist-data', 'incrementInstanceValue', 'amountInput', 'Amount', { keyInput: 'n' }],
  ['text-manipulation', 'joinLines', 'numberOfNewlines', 'Number of', { strings: '["a"]' }],
  ['stop-execution', 'stopExecution', 'statusCode', 'HTTP status code'],
  ['http', 'httpGet', 'responseType', 'Response type', { url: 'http://127.0.0.1:1' }],
  ['http', 'httpGet', 'maxRetries', 'Max retry count', { url: 'http://127.0.0.1:1' }],
];

const NOWHERE: [kind: string, input: StepInput, item: unknown][] = [
  ['to a step that has not run', { type: 'reference', value: 'gone.results.x' }, undefined],
  ['to a path that is not there', { type: 'reference', value: 'item.results.x' }, { y: 1 }],
  ['to null', { type: 'reference', value: 'item.results.x' }, { x: null }],
  ['to an unset config variable', { type: 'configVar', value: 'Count' }, undefined],
];

const CASES = DEFAULTED.flatMap((row) => NOWHERE.map((kind) => ({ row, kind })));

test.each(CASES.map(({ row, kind }) => [`${row[1]}.${row[2]}`, kind[0], row, kind] as const))(
  'a reference that leads nowhere, %s %s, is an error that names the input',
  async (_input, _kind, [component, action, key, label, others = {}], [, input, item]) => {
    const literals = Object.entries(others).map(([name, value]): [string, StepInput] => [
      name,
      { type: 'value', value: String(value) },
    ]);
    const work = performed(component, action, { ...Object.fromEntries(literals), [key]: input }, item);
    await expect(work).rejects.toThrow(`The input "${label}`);
  },
);

const EMPTY: [kind: string, input: Record<string, StepInput>, item: unknown, rounds: unknown][] = [
  ['an input that is not there', {}, undefined, 1000],
  ['an empty literal', { iterationCount: { type: 'value', value: '' } }, undefined, 1000],
  ['a reference to 0', { iterationCount: { type: 'reference', value: 'item.results.x' } }, { x: 0 }, 0],
  ['a reference to "3"', { iterationCount: { type: 'reference', value: 'item.results.x' } }, { x: '3' }, 3],
  [
    'a reference to an empty text',
    { iterationCount: { type: 'reference', value: 'item.results.x' } },
    { x: '' },
    '"Number of iterations"',
  ],
  [
    'a template that gives nothing',
    { iterationCount: { type: 'template', value: '{{$item.results.x}}' } },
    {},
    '"Number of iterations"',
  ],
];

test.each(EMPTY)('a loop that is to run as often as %s says', async (_kind, inputs, item, rounds) => {
  const work = performed('loop', 'loopNTimes', inputs, item);
  if (typeof rounds === 'string') await expect(work).rejects.toThrow(rounds);
  else expect((await work)?.iterations?.count).toBe(Number(rounds));
});

const PICTURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 255]);
const part = (head: string, body: Uint8Array | string) =>
  Buffer.concat([
    Buffer.from(`--B\r\nContent-Disposition: form-data; ${head}\r\n\r\n`),
    Buffer.from(body),
    Buffer.from('\r\n'),
  ]);
const UPLOAD = {
  contentType: 'multipart/form-data; boundary=B',
  data: Buffer.concat([
    part('name="note"', 'for Anna'),
    part('name="photo"; filename="cat.png"\r\nContent-Type: image/png', PICTURE),
    Buffer.from('--B--\r\n'),
  ]),
};

/** A system that answers what it was sent. */
function mirror() {
  const seen: { type: string | null; bytes: Buffer }[] = [];
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    async fetch(request) {
      seen.push({
        type: request.headers.get('content-type'),
        bytes: Buffer.from(await request.arrayBuffer()),
      });
      return Response.json({});
    },
  });
  closeLater(() => server.stop(true));
  return { seen, url: `http://127.0.0.1:${server.port}` };
}

async function photo(): Promise<unknown> {
  const fields = await dataOf(changeDataFormat, 'deserializeFormData', { data: UPLOAD });
  return Reflect.get(Object(fields), 'photo');
}

const FILES: [kind: string, file: () => unknown, type: string, bytes: Buffer][] = [
  ['a picture of a multipart body', photo, 'image/png', PICTURE],
  ['a downloaded file', () => ({ data: PICTURE, contentType: 'image/png' }), 'image/png', PICTURE],
  [
    'a file with more about it',
    () => ({ data: PICTURE, contentType: 'image/png', size: 6 }),
    'image/png',
    PICTURE,
  ],
  [
    'a file of text',
    () => ({ data: 'a,b', contentType: 'text/csv', fileName: 'x.csv' }),
    'text/csv',
    Buffer.from('a,b'),
  ],
  ['bytes alone', () => PICTURE, 'application/octet-stream', PICTURE],
  ['a file without a type', () => ({ data: PICTURE, fileName: 'x' }), 'application/octet-stream', PICTURE],
];

test.each(FILES)(
  'files are one thing: %s is sent as its bytes with its type',
  async (_kind, file, type, bytes) => {
    const { seen, url } = mirror();
    await run('httpPost', { url, data: await file() });
    expect(seen).toEqual([{ type, bytes }]);
  },
);

test.each(['fileData', 'formData'])(
  'files are one thing: in the %s of a form they have name and type',
  async (input) => {
    const { seen, url } = mirror();
    await run('httpPostFormData', { url, [input]: [{ key: 'upload', value: await photo() }] });
    const [sent] = seen;
    const headers = { 'content-type': sent?.type ?? '' };
    const upload = (await new Response(sent?.bytes, { headers }).formData()).get('upload');
    if (!(upload instanceof File)) throw new Error('It is a file.');
    expect([upload.name, upload.type, Buffer.from(await upload.arrayBuffer())]).toEqual([
      'cat.png',
      'image/png',
      PICTURE,
    ]);
  },
);

const AT_EIGHT = '2026-01-31T08:00:00.000Z';
const REFUSED = undefined;

const DATES: [kind: string, text: string, instant: string | undefined][] = [
  ['a zone by name', '2026-01-31 08:00:00 EST', '2026-01-31T13:00:00.000Z'],
  ['a zone by name, after a T', '2026-01-31T08:00:00 EST', '2026-01-31T13:00:00.000Z'],
  ['a zone by name, in summer', 'Fri, 31 Jul 2026 08:00:00 PDT', '2026-07-31T15:00:00.000Z'],
  ['a zone by name, of a date in words', 'Jan 31, 2026 8:00 AM CST', '2026-01-31T14:00:00.000Z'],
  ['a zone by its whole name', '2026-07-31 08:00:00 Europe/Berlin', '2026-07-31T06:00:00.000Z'],
  ['a zone that nobody knows', '2026-01-31 08:00:00 QQT', REFUSED],
  ['a zone that means several', '2026-01-31 08:00:00 IST', REFUSED],
  ['UTC as a word', '2026-01-31 08:00:00 UTC', AT_EIGHT],
  ['an offset of hours', '2026-01-31 08:00:00+00', AT_EIGHT],
  ['an offset of hours, ahead', '2026-01-31 08:00:00+01', '2026-01-31T07:00:00.000Z'],
  ['an offset apart', '2026-01-31 08:00:00 +01:00', '2026-01-31T07:00:00.000Z'],
  ['an offset after a T and a space', '2026-01-31T08:00:00 -0530', '2026-01-31T13:30:00.000Z'],
  ['a fraction with a comma', '2026-01-31T08:00:00,000Z', AT_EIGHT],
  ['a date of a browser', 'Sat Jan 31 2026 09:00:00 GMT+0100 (Central European Standard Time)', AT_EIGHT],
  ['an American date', '1/31/2026 8:00 AM', AT_EIGHT],
  ['30 February', '2026-02-30', REFUSED],
  ['30 February with a time', '2026-02-30 08:00:00', REFUSED],
  ['30 February in words', 'February 30, 2026', REFUSED],
  ['30 February of mail', 'Mon, 30 Feb 2026 08:00:00 GMT', REFUSED],
  ['29 February of a year without one', '2025-02-29', REFUSED],
  ['31 June', '2026-06-31T08:00:00Z', REFUSED],
  ['25 o’clock', '2026-01-31T25:00:00Z', REFUSED],
  ['a time without a day', '08:00', REFUSED],
  ['a number that is no time', '42', REFUSED],
];

test.each(DATES)('dates, %s: %s', async (_kind, dateTimeInput, instant) => {
  const work = dataOf(datetime, 'convertToIsoString', { dateTimeInput });
  if (instant === undefined) await expect(work).rejects.toThrow('"Date and time" must be a date and time');
  else expect(await work).toBe(instant);
});

const FORMATS: [kind: string, format: string, day: string, text: string][] = [
  ['the day counted', 'MMMM Do YYYY', '2026-07-01', 'July 1st 2026'],
  ['the day counted', 'Do', '2026-07-02', '2nd'],
  ['the day counted', 'Do', '2026-07-03', '3rd'],
  ['the day counted', 'Do', '2026-07-11', '11th'],
  ['the day counted', 'Do', '2026-07-22', '22nd'],
  ['the quarter and the month counted', 'Qo Mo', '2026-07-22', '3rd 7th'],
  ['the day of the year', 'DDD DDDD DDDo', '2026-02-01', '32 032 32nd'],
  ['the weekday as a number', 'd E dd', '2026-02-01', '0 7 Su'],
  ['the week', 'GGGG-[W]WW', '2027-01-01', '2026-W53'],
  ['an unknown token stays', 'YYYY yyyy JJJJ DDDDD', '2026-07-04', '2026 yyyy JJJJ DDDDD'],
  ['an opening bracket alone stays', 'YYYY [MM', '2026-07-04', '2026 [07'],
  ['brackets within brackets', '[a[b] YYYY', '2026-07-04', 'a[b 2026'],
];

test.each(FORMATS)('formats, %s: %s of %s', async (_kind, formatInput, dateTimeInput, text) => {
  expect(await dataOf(datetime, 'formatDateTime', { dateTimeInput, formatInput })).toBe(text);
});

test.each(['[', 'D', '[]', '[D', ']'])(
  'a format of ever more “%s” takes as much longer as it is longer',
  async (piece) => {
    const cost = async (times: number) => {
      const before = process.cpuUsage().user;
      await dataOf(datetime, 'formatDateTime', {
        dateTimeInput: '2026-07-04',
        formatInput: piece.repeat(times),
      });
      return process.cpuUsage().user - before;
    };
    await cost(50_000);
    expect(await cost(400_000)).toBeLessThan(40 * Math.max(await cost(50_000), 10_000));
  },
);

const GIVEN: [dataType: string, given: string, isTaken: boolean][] = [
  ['date', '2026-02-28', true],
  ['date', '2026-02-30', false],
  ['date', '2026-04-31', false],
  ['date', 'February 30, 2026', false],
  ['timestamp', '2026-01-31T08:00:00Z', true],
  ['timestamp', '2026-01-31 08:00:00+01', true],
  ['timestamp', '2026-02-30T08:00:00Z', false],
  ['timestamp', '2026-01-31 08:00:00 QQT', false],
];

test.each(GIVEN)(
  'dates, a config variable of the type %s that is given “%s” takes it: %p',
  (dataType, given, isTaken) => {
    const { configVars } = compileDefinition(configured([{ key: 'It', dataType }]), builtInCatalog);
    const { values, issues } = checkConfigVariables(configVars, { It: given }, new Map());
    expect([values.size, issues.length]).toEqual(isTaken ? [1, 0] : [0, 1]);
  },
);
