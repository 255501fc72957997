import { afterAll, expect, test } from 'bun:test';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { InputFieldDefinition } from '@prismatic-io/spectral';
import { KINDS, kindOf } from '../../src/inputs/registry.ts';

const ROOT = resolve(import.meta.dir, '../..');
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** The product's source, with changes to it. */
function copyOfHouse(change: (registry: string) => string, files: Record<string, string>): string {
  const house = mkdtempSync(join(tmpdir(), 'stepwell-kinds-'));
  folders.push(house);
  for (const folder of ['src', 'views']) cpSync(join(ROOT, folder), join(house, folder), { recursive: true });
  cpSync(join(ROOT, 'tsconfig.json'), join(house, 'tsconfig.json'));
  symlinkSync(join(ROOT, 'node_modules'), join(house, 'node_modules'));
  const registry = join(house, 'src/inputs/registry.ts');
  writeFileSync(registry, change(readFileSync(registry, 'utf8')));
  for (const [path, text] of Object.entries(files)) writeFileSync(join(house, path), text);
  return house;
}

async function output(house: string, command: string[]): Promise<{ text: string; code: number }> {
  const child = Bun.spawn(command, { cwd: house, stdout: 'pipe', stderr: 'pipe' });
  const [out, err, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  return { text: `${out}${err}`.trim(), code };
}

const COLOUR = `import type { Kind } from './kind.ts';
import { string } from './string.ts';

export const colour: Kind = {
  ...string,
  word: 'Colour',
  check: (value, { label }) =>
    typeof value === 'string' && /^#[0-9a-f]{6}$/.test(value)
      ? { ok: true, value }
      : { ok: false, message: \`\${label} must be a colour, such as #1d4ed8.\` },
  control: (held) => ({ as: 'line', value: String(held ?? ''), placeholder: '#1d4ed8' }),
  lines: (held) => [\`Colour \${held}\`],
  schema: () => ({ type: 'string', format: 'color' }),
};
`;

const ASKED = `
import { createCatalog } from './src/components/catalog.ts';
import { compileConfigVars } from './src/definition/compile/config-vars.ts';
import { questionsOf } from './src/definition/read/questions.ts';
import { checkConfigVariables, runtimeValue } from './src/models/config-variables.ts';
import { shownInput } from './src/web/staff/components/inputs.ts';
const definition = { definitionVersion: 7, name: 'Paint', flows: [], requiredConfigVars: [
  { key: 'Wall', dataType: 'colour', defaultValue: '#aabbcc' } ] };
const [variable] = compileConfigVars(definition);
const [question] = questionsOf(definition, [variable], createCatalog([]));
const { kind } = question.asked;
const declared = { key: 'wall', label: 'Wall', type: 'colour', collection: 'valuelist' };
console.log(JSON.stringify({
  control: kind.control('#ffffff', question.asked, undefined),
  read: kind.lines('#ffffff'),
  wrong: checkConfigVariables([variable], { Wall: 'red' }, new Map()).issues[0].message,
  default: runtimeValue(variable, undefined),
  schema: kind.schema(question.asked),
  help: shownInput(declared).type,
}));
`;

test('a new kind of value is one file and one line: forms, pages, steps, help and API know it', async () => {
  const house = copyOfHouse(
    (text) => text.replace('export const KINDS = {\n', 'export const KINDS = {\n  colour,\n'),
    {
      'src/inputs/colour.ts': COLOUR,
      'asked.ts': ASKED,
    },
  );
  const registry = join(house, 'src/inputs/registry.ts');
  writeFileSync(registry, `import { colour } from './colour.ts';\n${readFileSync(registry, 'utf8')}`);
  const { text } = await output(house, [process.execPath, 'asked.ts']);
  expect(JSON.parse(text)).toEqual({
    control: { as: 'line', value: '#ffffff', placeholder: '#1d4ed8' },
    read: ['Colour #ffffff'],
    wrong: 'Wall must be a colour, such as #1d4ed8.',
    default: '#aabbcc',
    schema: { type: 'string', format: 'color' },
    help: 'List: colour',
  });
}, 180_000);

test('a kind of value that is missing does not compile', async () => {
  const house = copyOfHouse((text) => text.replace(/^ {2}number,\n/m, ''), {
    'tsconfig.json': JSON.stringify({
      extends: join(ROOT, 'tsconfig.json'),
      include: ['src/inputs'],
    }),
  });
  const { text, code } = await output(house, ['node_modules/.bin/tsc', '--noEmit', '-p', '.']);
  expect(text).toContain("Property 'number' is missing");
  expect(code).not.toBe(0);
}, 180_000);

test('every type of input that the public SDK names is a kind of value', () => {
  const types: Record<InputFieldDefinition['type'], true> = {
    ...{ string: true, data: true, text: true, password: true, boolean: true, code: true, conditional: true },
    ...{ connection: true, objectSelection: true, objectFieldMap: true, jsonForm: true, template: true },
    ...{ dynamicObjectSelection: true, dynamicFieldSelection: true, date: true, timestamp: true, flow: true },
    ...{ structuredObject: true, dynamicObject: true },
  };
  expect(Object.keys(types).filter((type) => !Object.hasOwn(KINDS, type))).toEqual([]);
});

test('a type that nobody knows is text, as in the field', () => {
  expect(kindOf({ type: 'hologram' })).toBe(KINDS.string);
});
