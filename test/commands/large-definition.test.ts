import { afterAll, expect, test } from 'bun:test';
import { definitionChecker, definitionWriter } from '../../src/commands/large-definition.ts';
import { builtInLookup } from '../../src/components/registry.ts';
import { checkDefinition } from '../../src/definition/check/check.ts';
import { exportDefinition } from '../../src/definition/document/export.ts';
import { threadEntry } from '../../src/lib/assets.ts';
import { createThreadPool } from '../../src/lib/thread-pool.ts';
import { EXAMPLES, imported } from '../definition/examples.ts';
import { START, step } from '../definition/told.ts';

const pool = createThreadPool({ entry: threadEntry(), max: 1 });
afterAll(() => pool.close());
const check = definitionChecker(pool);
const write = definitionWriter(pool);

const many = (count: number, make: (index: number) => string) =>
  Array.from({ length: count }, (_each, i) => make(i));
const ofSteps = (steps: string) =>
  imported(`name: x\nflows: [{name: f, steps: [${START}, ${steps}]}]`).definition;
const large = {
  'of many steps': ofSteps(many(1600, (index) => step(`S${index}`)).join(', ')),
  'of steps with problems': ofSteps(
    many(1600, (index) =>
      step(`S${index}`, 'inputs: {message: {type: reference, value: gone.results}}'),
    ).join(', '),
  ),
  'of one long text': ofSteps(
    step('A', `inputs: {message: {type: value, value: "${'a: \\"#\\" '.repeat(20_000)}"}}`),
  ),
  'of many flows': imported(
    `name: x\nflows: [${many(900, (index) => `{name: f${index}, steps: [${START}]}`).join(', ')}]`,
  ).definition,
  'of texts in all scripts': ofSteps(many(700, (index) => step(`"Ä${index} 😀 \\u2028"`)).join(', ')),
};

test.each(Object.entries(large))(
  'a large definition is looked through in a thread as it is here: %s',
  async (_kind, definition) => {
    expect(await write(definition)).toBe(exportDefinition(definition));
    expect(await check(definition)).toEqual(checkDefinition(definition, builtInLookup).problems);
    expect(pool.size()).toBe(1);
  },
);

test('a definition of usual size is looked through where it is asked for', async () => {
  const own = createThreadPool({ entry: threadEntry() });
  for (const { text } of EXAMPLES.filter((each) => each.text.length < 20_000)) {
    const { definition } = imported(text);
    expect(await definitionWriter(own)(definition)).toBe(exportDefinition(definition));
    expect(await definitionChecker(own)(definition)).toEqual(
      checkDefinition(definition, builtInLookup).problems,
    );
  }
  expect(own.size()).toBe(0);
  own.close();
});
