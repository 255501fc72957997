import { describe, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtInComponents } from '../../src/components/registry.ts';
import { OPERATORS } from '../../src/definition/compile/conditions.ts';
import { isMadeByHand } from '../support/components.ts';
import { constructsOf } from './constructs.ts';
import { OWN, PUBLIC } from './examples.ts';

const LIST = join(import.meta.dir, 'fixtures/constructs.txt');

const constructsIn = (files: { text: string }[]) =>
  [...new Set(files.flatMap(({ text }) => constructsOf(text)))].sort();
const ours = constructsIn(OWN);

describe('the definitions of our own', () => {
  test('have every construct that is written down, and the list has all of theirs', () => {
    expect(ours).toEqual(readFileSync(LIST, 'utf8').trimEnd().split('\n'));
  });

  test.each(PUBLIC)('have every construct of the public export $name', ({ text }) => {
    expect(constructsOf(text).filter((construct) => !ours.includes(construct))).toEqual([]);
  });

  test('have every built-in trigger', () => {
    const triggers = builtInComponents()
      .filter(isMadeByHand)
      .flatMap(({ key, triggers = {} }) =>
        Object.keys(triggers).map((trigger) => `trigger ${key}.${trigger}`),
      );
    expect(triggers.filter((trigger) => !ours.includes(trigger))).toEqual([]);
  });

  test('have every comparison, and both ways of joining comparisons', () => {
    const written = new Set(ours.flatMap((construct) => /^condition: (\w+)/.exec(construct)?.[1] ?? []));
    expect([...written].sort()).toEqual([...OPERATORS, 'and', 'or'].sort());
  });
});

test.each([
  ['a field', 'labels: [a]', 'root.labels: list'],
  ['an empty text', "category: ''", 'root.category: empty'],
  ['a word that means something', 'endpointType: shared_instance', 'root.endpointType: shared_instance'],
  ['a group of fields', 'configuration: {a: {b: 1}}', 'root.configuration.a.b: number'],
  ['the old form of config variables', 'requiredConfigVars: {a: x}', 'old config variable: text'],
  ['a way of writing text', 'description: |-\n  a\n  b', 'yaml: BLOCK_LITERAL without line end of lines'],
  ['a comment', '# here', 'yaml: comment'],
])('what a file uses is seen: %s', (_what, line, construct) => {
  const base = 'name: x\nflows: [{name: f, steps: []}]\n';
  expect(constructsOf(base)).not.toContain(construct);
  expect(constructsOf(`${line}\n${base}`)).toContain(construct);
});
