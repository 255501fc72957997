import { expect, test } from 'bun:test';
import { namedRecord, readQuestion, textRecord, writeAnswer } from '../../src/sandbox/name-message.ts';

/** A question as resolvers write it. */
function question(name: string, type: number): Buffer {
  const labels = name.split('.').flatMap((label) => [label.length, ...Buffer.from(label)]);
  return Buffer.from([0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, ...labels, 0, 0, type, 0, 1]);
}

test('a question is read, and its answer leads back to it', () => {
  const asked = readQuestion(question('Erp.Internal', 33));
  if (!asked) throw new Error('the question was not read');
  expect([asked.id, asked.name, asked.type]).toEqual([7, 'erp.internal', 33]);
  const answer = writeAnswer(asked, 0, [namedRecord([1, 2, 443], 'a.b')]);
  expect(answer.subarray(0, 8)).toEqual(Buffer.from([0, 7, 0x81, 0x80, 0, 1, 0, 1]));
  expect(answer.subarray(-11)).toEqual(Buffer.from([0, 1, 0, 2, 1, 187, 1, 97, 1, 98, 0]));
  expect(textRecord(['ab', ''])).toEqual(Buffer.from([2, 97, 98, 0]));
});

test('what is no question of one name is not read, whatever it is', () => {
  const whole = question('erp.internal', 1);
  for (let length = 0; length < whole.length; length++)
    expect(readQuestion(whole.subarray(0, length))).toBeUndefined();
  const pointing = Buffer.from(whole);
  pointing[12] = 0xc0;
  expect(readQuestion(pointing)).toBeUndefined();
  const double = Buffer.from(whole);
  double[5] = 2;
  expect(readQuestion(double)).toBeUndefined();
});
