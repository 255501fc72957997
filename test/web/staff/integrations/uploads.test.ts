/** Attachments on their way: what is refused, cut or stopped leaves nothing, and no file is ever held whole. */
import { describe, expect, test } from 'bun:test';
import { readdirSync } from 'node:fs';
import { endAllSessions } from '../../../../src/models/sessions.ts';
import { CSRF_FIELD } from '../../../../src/web/kit/csrf.ts';
import { visitorAs } from '../../../support/visitor.ts';
import { attached, LIMIT, many } from './attached.ts';

const at = attached();

describe('what is refused says why in the form, and nothing of it is kept', () => {
  test.each<[what: string, files: () => File[], status: number, said: string]>([
    ['nothing chosen', () => [], 422, 'Choose one or more files first.'],
    [
      'an empty choice, as browsers send it',
      () => [new File([], '')],
      422,
      'Choose one or more files first.',
    ],
    ['a file without a name', () => [new File(['x'], '')], 422, 'A file has no name.'],
    ['a name of spaces', () => [new File(['x'], '  ')], 422, 'A file has no name.'],
    ['a long name', () => [new File(['x'], 'x'.repeat(256))], 422, '…”: This is longer than 255 characters.'],
    ['a NUL', () => [new File(['x'], 'a\0b.txt')], 422, 'This holds a character that cannot be stored.'],
    [
      'a byte too many',
      () => [new File([new Uint8Array(LIMIT + 1)], 'film.mov')],
      413,
      '“film.mov” is larger than 2 MB, which is the limit for an attachment, so nothing was added.',
    ],
    [
      'one of several too large',
      () => [
        new File(['x'], 'a.txt'),
        new File([new Uint8Array(LIMIT * 2)], 'film.mov'),
        new File(['x'], 'b'),
      ],
      413,
      '“film.mov” is larger than 2 MB',
    ],
    ['a fault after a good one', () => [new File(['x'], 'a.txt'), new File(['x'], ' ')], 422, 'has no name'],
    [
      'more files than a form brings',
      () => many(21),
      413,
      'These are more than 20 files. Send fewer at once.',
    ],
  ])('%s', async (_what, files, status, said) => {
    const answer = await at.send(files());
    expect(answer.status).toBe(status);
    expect(answer.html).toContain(said);
    expect(answer.html).toContain('role="alert"');
    expect(answer.html).toContain('enctype="multipart/form-data"');
    expect(await at.names()).toEqual([]);
    expect(at.incoming()).toEqual([]);
  });

  test('exactly as large as it may be is kept, and as many as there may be', async () => {
    expect((await at.send([new File([new Uint8Array(LIMIT)], 'film.mov')])).status).toBe(303);
    expect((await at.send(many(20))).status).toBe(303);
    expect(await at.names()).toHaveLength(21);
  });
});

describe('a body that is no whole form is refused', () => {
  const part = (head: string, content: string) =>
    `--xx\r\nContent-Disposition: form-data; ${head}\r\n\r\n${content}\r\n`;
  const raw = async (body: (csrf: string) => string, contentType?: string) =>
    await at.sendRaw(body(part(`name="${CSRF_FIELD}"`, await at.csrf())), at.builder(), contentType);
  const file = part('name="file"; filename="a.txt"', 'x');

  test.each<[what: string, body: (csrf: string) => string, status: number]>([
    ['whole, for comparison', (csrf) => `${csrf}${file}--xx--`, 303],
    ['cut in a file', (csrf) => `${csrf}${file.slice(0, -3)}`, 400],
    ['cut after a file', (csrf) => `${csrf}${file}`, 400],
    ['cut in a head', (csrf) => `${csrf}--xx\r\nContent-Disp`, 400],
    ['another boundary', (csrf) => `${csrf}${file}--xx--`.replaceAll('--xx', '--yy'), 400],
    ['a part without a name', (csrf) => `${csrf}${part('filename="a.txt"', 'x')}--xx--`, 400],
    ['the token after the file', (csrf) => `${file}${csrf}--xx--`, 403],
    ['no token', () => `${file}--xx--`, 403],
    ['fields without end', (csrf) => `${csrf}${part('name="a"', 'x'.repeat(70_000))}--xx--`, 413],
    ['fields without number', (csrf) => `${csrf}${part('name="a"', 'x').repeat(101)}--xx--`, 413],
    ['nothing', () => '', 400],
  ])('%s', async (_what, body, status) => {
    expect(await raw(body)).toBe(status);
    expect(await at.names()).toEqual(status === 303 ? ['a.txt'] : []);
    expect(at.incoming()).toEqual([]);
  });

  test('with a content type that names no boundary, or that is none of a form', async () => {
    expect(await raw((csrf) => `${csrf}${file}--xx--`, 'multipart/form-data')).toBe(400);
    expect(await raw(() => '{}', 'application/json')).toBe(400);
  });
});

/** A form that goes on as long as somebody asks for more, and counts what was asked for. */
async function endless(more: (sent: number) => Promise<Uint8Array | 'end' | 'cut'>, visitor = at.builder()) {
  const part = '--xx\r\nContent-Disposition: form-data; name=';
  const token = `${part}"${CSRF_FIELD}"\r\n\r\n${await at.csrf(visitor)}\r\n`;
  let sent = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      start: (controller) =>
        controller.enqueue(Buffer.from(`${token}${part}"file"; filename="big.bin"\r\n\r\n`)),
      async pull(controller) {
        const next = await more(sent);
        if (next === 'cut') return controller.error(new Error('The connection was closed.'));
        controller.enqueue(next === 'end' ? Buffer.from('\r\n--xx--\r\n') : next);
        if (next === 'end') return controller.close();
        sent += next.byteLength;
      },
    },
    { highWaterMark: 0 },
  );
  return { status: await at.sendRaw(body, visitor), sent };
}

const PIECE = Buffer.alloc(65_536, 'x');
const sizeOnDisk = () => at.incoming().reduce((sum, path) => sum + Bun.file(path).size, 0);

test('a file goes to the disk as it comes: no more than a few pieces of it are ever held', async () => {
  let most = 0;
  const { status } = await endless(async (sent) => {
    most = Math.max(most, sent - sizeOnDisk());
    return sent >= LIMIT ? 'end' : PIECE;
  });
  expect(status).toBe(303);
  expect(await at.names()).toEqual(['big.bin']);
  expect(most).toBeLessThan(4 * PIECE.byteLength);
});

test('no more is asked for of what is too large', async () => {
  const { status, sent } = await endless(async () => PIECE);
  expect(status).toBe(413);
  expect(sent).toBeLessThan(LIMIT + 4 * PIECE.byteLength);
  expect(at.incoming()).toEqual([]);
});

test('who hangs up in the middle leaves neither a row nor a file', async () => {
  const files = readdirSync(at.blobs, { recursive: true }).length;
  let seen = 0;
  const { status } = await endless(async (sent) => {
    seen = Math.max(seen, sizeOnDisk());
    return sent > LIMIT / 2 ? 'cut' : PIECE;
  });
  expect(status).toBe(400);
  expect(seen).toBeGreaterThan(0);
  expect(await at.names()).toEqual([]);
  expect(readdirSync(at.blobs, { recursive: true })).toHaveLength(files);
});

test('who is signed out while a file comes has not added it', async () => {
  const visitor = await visitorAs(at.desk, 'builder');
  const { status } = await endless(async (sent) => {
    if (sent < LIMIT / 2) return PIECE;
    await at.store.write((tx) => endAllSessions(tx, visitor.user.id));
    return 'end';
  }, visitor);
  expect(status).toBe(401);
  expect(await at.names()).toEqual([]);
  expect(at.incoming()).toEqual([]);
});
