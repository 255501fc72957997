import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { multipartReader } from '../../src/lib/multipart-reader.ts';

const TYPE = 'multipart/form-data; boundary=xx';

type Told = { name: string; fileName?: string; contentType: string; content: string };

/** Reads a form in pieces of these sizes, the last one again and again. */
function readIn(sizes: number[], body: Buffer): Told[] {
  const reader = multipartReader(TYPE);
  const told: Told[] = [];
  const take = (piece: Buffer) => {
    for (const event of reader.read(piece)) {
      if (event === 'end') continue;
      if ('head' in event) told.push({ ...event.head, content: '' });
      const last = told.at(-1);
      if ('piece' in event && last) last.content += event.piece.toString('latin1');
    }
  };
  let at = 0;
  for (let turn = 0; at < body.byteLength; turn += 1) {
    const size = sizes[Math.min(turn, sizes.length - 1)] ?? 1;
    take(body.subarray(at, at + size));
    at += size;
  }
  reader.end();
  return told;
}

const part = (name: string, content: string) =>
  `--xx\r\nContent-Disposition: form-data; name="${name}"; filename="${name}.bin"\r\n\r\n${content}\r\n`;

/** Contents that look like boundaries, or like the beginning of one. */
const awkward = fc
  .array(fc.constantFrom('\r\n', '\r', '\n', '-', '--', '--x', '--xy', '\r\n--x', 'x', '\0', 'é'), {
    maxLength: 12,
  })
  .map((pieces) => Buffer.from(pieces.join('')).toString('latin1'))
  .filter((content) => !`\r\n${content}`.includes('\r\n--xx'));

test('a form is the same in whatever pieces it comes', () => {
  fc.assert(
    fc.property(
      fc.array(awkward, { maxLength: 4 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 }),
      fc.constantFrom('', 'a preamble\r\n', '\r\n'),
      (contents, sizes, preamble) => {
        const parts = contents.map((content, index) => part(`p${index}`, content));
        const body = Buffer.from(`${preamble}${parts.join('')}--xx--\r\nan epilogue --xx`, 'latin1');
        const expected = contents.map((content, index) => ({
          ...{ name: `p${index}`, fileName: `p${index}.bin` },
          ...{ contentType: 'application/octet-stream', content },
        }));
        expect(readIn(sizes, body)).toEqual(expected);
        expect(readIn([body.byteLength], body)).toEqual(expected);
      },
    ),
    { numRuns: 500 },
  );
});

test('content goes on as it comes: no more than a boundary of it is held back', () => {
  const reader = multipartReader(TYPE);
  const begun = [...reader.read(Buffer.from(part('a', '').slice(0, -2)))];
  expect(begun).toHaveLength(1);
  let held = 0;
  for (let turn = 0; turn < 100; turn += 1) {
    held += 10_000;
    for (const event of reader.read(Buffer.alloc(10_000, 'x')))
      if (event !== 'end' && 'piece' in event) held -= event.piece.byteLength;
    expect(held).toBeLessThan(10);
  }
});

describe('a form that is cut anywhere is refused', () => {
  const whole = `${part('a', 'x')}${part('b', '')}--xx--`;
  test.each(Array.from({ length: whole.length }, (_, length) => [length]))('after %d bytes', (length) => {
    expect(() => readIn([7], Buffer.from(whole.slice(0, length)))).toThrow();
  });
});

test('a head that never ends is refused before it has all come', () => {
  const reader = multipartReader(TYPE);
  const feed = () => {
    for (let turn = 0; turn < 10; turn += 1) [...reader.read(Buffer.alloc(4000, 'x'))];
  };
  [...reader.read(Buffer.from('--xx\r\n'))];
  expect(feed).toThrow('The head of a part has no end.');
});
