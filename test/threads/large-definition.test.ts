import { afterAll, expect, test } from 'bun:test';
import { builtInCatalog } from '../../src/components/registry.ts';
import { checkDefinition } from '../../src/definition/check/check.ts';
import { definitionChanges } from '../../src/definition/diff/diff.ts';
import { exportDefinition } from '../../src/definition/document/export.ts';
import type { Definition } from '../../src/definition/document/schema.ts';
import { maskedDefinitions } from '../../src/definition/read/masked.ts';
import { threadEntry } from '../../src/lib/assets.ts';
import { createThreadPool } from '../../src/lib/thread-pool.ts';
import { definitionWork } from '../../src/threads/large-definition.ts';
import type { DefinitionWork } from '../../src/web/kit/deps.ts';
import { EXAMPLES, imported } from '../definition/examples.ts';
import { START, step } from '../definition/told.ts';

const pool = createThreadPool({ entry: threadEntry(), max: 1 });
afterAll(() => pool.close());

/** What is made of a definition, and of what has changed in it. */
async function all(work: DefinitionWork, definition: Definition) {
  const text = JSON.stringify(definition);
  const [first, ...flows] = definition.flows;
  const changed = JSON.stringify({ ...definition, name: 'y', flows: [...flows, first] });
  return {
    problems: await work.checkDefinition(text),
    yaml: await work.writeDefinition(text),
    masked: JSON.parse(await work.maskDefinition(text)),
    same: await work.compareDefinitions(text, text),
    compared: await work.compareDefinitions(text, changed),
  };
}

function atOnce(definition: Definition) {
  const [first, ...flows] = definition.flows;
  const changed = { ...definition, name: 'y', flows: first ? [...flows, first] : flows };
  const components = builtInCatalog;
  const [masked] = maskedDefinitions([definition], components);
  const [was = definition, is = changed] = maskedDefinitions([definition, changed], components);
  const changes = definitionChanges(was, is, builtInCatalog);
  return {
    problems: checkDefinition(definition, builtInCatalog).problems,
    yaml: exportDefinition(definition),
    masked,
    same: { changes: [], count: 0 },
    compared: { changes: changes.slice(0, 200), count: changes.length },
  };
}

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
    expect(await all(definitionWork(pool, builtInCatalog), definition)).toEqual(atOnce(definition));
    expect(pool.size()).toBe(1);
  },
);

test('a definition of usual size is looked through where it is asked for', async () => {
  const own = createThreadPool({ entry: threadEntry() });
  for (const { text } of EXAMPLES.filter((each) => each.text.length < 20_000)) {
    const { definition } = imported(text);
    expect(await all(definitionWork(own, builtInCatalog), definition)).toEqual(atOnce(definition));
  }
  expect(own.size()).toBe(0);
  own.close();
});
