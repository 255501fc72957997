import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { FrameError, FrameReader, frameOf, messageIn } from '../../src/sandbox/frames.ts';

test('messages arrive whole and in order, however the pipe cuts them up', () => {
  const message = fc.record({
    kind: fc.integer({ min: 0, max: 255 }),
    call: fc.integer({ min: 0, max: 0xffffffff }),
    text: fc.string({ unit: 'grapheme', maxLength: 50 }),
  });
  const cuts = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(fc.array(message, { maxLength: 8 }), cuts, (messages, sizes) => {
      const bytes = Buffer.concat(messages.map(({ kind, call, text }) => frameOf(kind, call, text)));
      const reader = new FrameReader(() => 1000);
      const frames = [];
      for (let at = 0, turn = 0; at < bytes.length; turn++) {
        const size = sizes[turn % sizes.length] ?? 1;
        frames.push(...reader.read(bytes.subarray(at, at + size)));
        at += size;
      }
      expect(frames.map(({ kind, call, payload }) => ({ kind, call, text: payload.toString() }))).toEqual(
        messages,
      );
    }),
  );
});

test('a message that is longer than its kind may be is refused by its first bytes', () => {
  const limits = (kind: number) => (kind === 1 ? 10 : 100);
  expect(new FrameReader(limits).read(frameOf(1, 7, 'x'.repeat(10)))).toHaveLength(1);
  expect(() => new FrameReader(limits).read(frameOf(1, 7, 'x'.repeat(11)).subarray(0, 9))).toThrow(
    FrameError,
  );
  expect(new FrameReader(limits).read(frameOf(2, 7, 'x'.repeat(11)))).toHaveLength(1);
});

test('a child that names a file of the data folder has broken the protocol', () => {
  const file = JSON.stringify({ data: { $wire: 'file', value: `${'ab'.repeat(32)}/12` } });
  expect(() => messageIn(Buffer.from(file))).toThrow('a typed form that nobody writes');
});
