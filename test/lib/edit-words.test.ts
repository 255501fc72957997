import { expect, test } from 'bun:test';
import { commandSchema } from '../../src/definition/edit/command.ts';
import { editWords } from '../../src/lib/ui/edit-words.ts';

test('each kind of command is said in words, and one of another release by its name', () => {
  for (const { entries } of commandSchema.options)
    expect(editWords([entries.kind.literal])).not.toBe(entries.kind.literal);
  expect(editWords(['rename-step', 'undo'])).toBe('renamed a step, took a change back');
  expect(editWords(['later'])).toBe('later');
});
