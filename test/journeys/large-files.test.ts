/** Files too large to hold: received by one step, sent by another, answered, looked at, and gone with their execution. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { decode } from '@msgpack/msgpack';
import { idleMemory, watchMemory } from '../bench/measure.ts';
import { cleanUp, type Server, send, start } from '../support/binary.ts';
import {
  code,
  configVar,
  flow,
  integration,
  type Json,
  reference,
  step,
  synchronous,
  value,
  variable,
  webhook,
} from '../support/definitions.ts';
import { executionEnded, install, startedBy, stepsOf, urlOf } from '../support/journey.ts';

setDefaultTimeout(180_000);

const MB = 1024 * 1024;
const PIECE = Buffer.alloc(MB, 'stepwell ');
/** What each upload had: bytes, their hash, its type and the hash that S3 was told. */
type Upload = { size: number; hash: string; type: string | null; told: string | null };
const uploads: Upload[] = [];
/** Whether what is sent to `/gone` is refused. */
let isGone = false;
const large = (megabytes: number) => {
  let left = megabytes;
  return new ReadableStream({
    pull(controller) {
      if (left-- > 0) controller.enqueue(PIECE);
      else controller.close();
    },
  });
};

/** The other systems: they give as many megabytes as they are asked for, and take what is sent to them. */
const others = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  idleTimeout: 120,
  maxRequestBodySize: 1024 * MB,
  async fetch(request) {
    const [, what, megabytes] = new URL(request.url).pathname.split('/');
    if (what === 'file')
      return new Response(large(Number(megabytes)), { headers: { 'content-type': 'video/mp4' } });
    if (what === 'packed')
      return new Response(gzipSync(Buffer.alloc(Number(megabytes) * MB, 'stepwell ')), {
        headers: { 'content-encoding': 'gzip', 'content-type': 'text/csv' },
      });
    if (what === 'gone' && isGone) return new Response(null, { status: 410 });
    const hasher = createHash('sha256');
    let size = 0;
    for await (const piece of request.body ?? []) {
      hasher.update(piece);
      size += piece.byteLength;
    }
    const { headers } = request;
    const [type, told] = [headers.get('content-type'), headers.get('x-amz-content-sha256')];
    uploads.push({ size, hash: hasher.digest('hex'), type, told });
    return new Response(null, { headers: { etag: '"1"' } });
  },
});
const address = `http://127.0.0.1:${others.port}`;
let server: Server;

beforeAll(async () => {
  server = await start({ env: { STEPWELL_EGRESS_ALLOW: '127.0.0.1' } });
});
afterAll(async () => {
  await others.stop(true);
  await cleanUp();
});

const get = (path: string) =>
  step('Get', 'http.httpGet', { url: value(`${address}/${path}`), responseType: value('binary') });
const post = (of = 'get.results') =>
  step('Send', 'http.httpPost', { url: value(`${address}/upload`), data: reference(of) });

type Steps = ReturnType<typeof step>[];

/** Runs a flow of these steps. */
const run = (...steps: Steps) => runOf(steps, {}, {});

async function runOf(steps: Steps, more: Record<string, Json>, configVariables: Record<string, Json>) {
  const made = integration('Files', [flow('Main', [webhook(), ...steps])], more);
  const instance = await install(server, made, configVariables);
  const id = startedBy(await send(urlOf(instance, 'Main'), { method: 'POST' }));
  const { status, error } = await executionEnded(server, id);
  return { id, status, error };
}

test('200 MB that one step receives and a second one sends take less than 64 MB of memory', async () => {
  await run(get('file/8'), post());
  uploads.length = 0;
  const before = await idleMemory(server.pid);
  const memory = watchMemory(server.pid);
  const { id, status } = await run(get('file/200'), post());
  const highest = memory.stop();
  expect(status).toBe('succeeded');
  const [upload] = uploads;
  expect(upload).toMatchObject({ size: 200 * MB, type: 'video/mp4' });
  expect(highest - before).toBeLessThan(64);
  const [found] = await stepsOf(server, id);
  expect(found).toMatchObject({
    contentType: 'video/mp4',
    output: { $wire: 'file', value: `${upload?.hash}/${200 * MB}` },
  });
});

test('an answer that is packed is unpacked as it comes', async () => {
  uploads.length = 0;
  expect((await run(get('packed/20'), post())).status).toBe('succeeded');
  const hash = createHash('sha256')
    .update(Buffer.alloc(20 * MB, 'stepwell '))
    .digest('hex');
  expect(uploads).toEqual([{ size: 20 * MB, hash, type: 'text/csv', told: null }]);
});

test('few bytes are a result as they are', async () => {
  const { id } = await run(get('file/2'));
  expect((await stepsOf(server, id))[0]).toMatchObject({ output: { $wire: 'bytes' } });
});

test('S3 is told the hash of the file that it is given', async () => {
  uploads.length = 0;
  const connection = variable('AWS', 'connection', {
    connection: { key: 'apiKeySecret', component: { key: 'aws-s3', version: 'LATEST', isPublic: true } },
    inputs: {},
  });
  const fields = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'nobodys-key', endpoint: address };
  const put = step('Put', 'aws-s3.putObject', {
    awsConnection: configVar('AWS'),
    bucket: value('orders'),
    objectKey: value('video.mp4'),
    fileContents: reference('get.results'),
  });
  const { status, error } = await runOf(
    [get('file/8'), put],
    { requiredConfigVars: [connection] },
    { AWS: { fields } },
  );
  expect([status, error]).toEqual(['succeeded', null]);
  const [upload] = uploads;
  expect(upload).toMatchObject({ size: 8 * MB, type: 'video/mp4' });
  expect(upload?.told).toBe(String(upload?.hash));
});

/** What code is given in place of a file. */
const SIZES = `
  const { data, contentType } = stepResults.get.results;
  return { data: [Buffer.isBuffer(data) ? data.length : data, contentType] };`;

test('what takes bytes alone is given them up to a limit, which it says', async () => {
  const zipped = step('Zip', 'zip.compressGzip', { fileData: reference('get.results') });
  const few = await run(get('file/8'), code('Code', SIZES));
  expect((await stepsOf(server, few.id))[1]?.output).toEqual([8 * MB, 'video/mp4']);
  const many = await run(get('file/40'), code('Code', SIZES));
  expect((await stepsOf(server, many.id))[1]?.output).toEqual([{ size: 40 * MB }, 'video/mp4']);
  const { error } = await run(get('file/40'), zipped);
  expect(Object(error).message).toContain(
    'holds a file of 40 MB, which is more than this action reads at once',
  );
});

test('a file is what a caller is answered, what a page offers, and what a command line fetches', async () => {
  const made = integration('Answer', [flow('Main', [webhook(), get('file/8')], synchronous)]);
  const instance = await install(server, made);
  const answer = await fetch(urlOf(instance, 'Main'), { method: 'POST' });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'video/mp4']);
  const hash = createHash('sha256')
    .update(await answer.bytes())
    .digest('hex');
  const id = answer.headers.get('stepwell-executionid') ?? '';
  const [found] = await stepsOf(server, id);
  expect(found?.output).toEqual({ $wire: 'file', value: `${hash}/${8 * MB}` });
  const packed = await fetch(String(found?.resultsUrl));
  const { data } = Object(decode(await packed.bytes()));
  expect(createHash('sha256').update(data).digest('hex')).toBe(hash);
});

test('a replay from a later step sends the very file that was kept', async () => {
  uploads.length = 0;
  const failing = step('Fail', 'http.httpPost', {
    url: value(`${address}/gone`),
    data: reference('get.results'),
  });
  isGone = true;
  const { id, status } = await run(get('file/8'), failing);
  expect(status).toBe('failed');
  isGone = false;
  const replayed = await server.call('POST', `/executions/${id}/replays`, { from: 'failed-step' });
  await executionEnded(server, String(Object(replayed.json).executionId));
  expect(uploads.map(({ size }) => size)).toEqual([8 * MB]);
});
