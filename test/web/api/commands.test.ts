import { afterAll, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { commandSchema } from '../../../src/definition/edit/command.ts';
import { shopDefinition } from '../../support/api-records.ts';
import { call, issuePaths, listAt, openDesk, textAt } from '../../support/app.ts';

const desk = openDesk();
const { app } = desk;
afterAll(desk.close);

const variable = (key: string) => ({ kind: 'add-config-var', configVar: { key, dataType: 'string' } });

async function draft() {
  const made = await call(app, 'POST', '/integrations/import', JSON.stringify(shopDefinition));
  return `/integrations/${textAt(made, 'id')}`;
}

const edit = (path: string, commands: unknown, tag?: string) =>
  call(app, 'POST', `${path}/commands`, { commands }, tag === undefined ? {} : { 'if-match': tag });

async function variablesOf(path: string): Promise<string[]> {
  const answer = await call(app, 'GET', `${path}/definition`);
  return listAt(answer, 'requiredConfigVars').map((_, index) =>
    textAt(answer, `requiredConfigVars.${index}.key`),
  );
}

test('commands are done one after another, and the answer has the next ETag and what is odd then', async () => {
  const path = await draft();
  const before = await variablesOf(path);
  const rename = { kind: 'rename-config-var', configVar: 'One', name: 'Two' };
  const answer = await edit(path, [variable('One'), rename], '"1"');
  expect(answer).toMatchObject({ status: 200, json: { revision: 2, problems: expect.any(Array) } });
  expect(answer.headers.get('etag')).toBe('"2"');
  expect(await variablesOf(path)).toEqual([...before, 'Two']);
  const broken = await edit(path, [{ kind: 'set-config-pages', pages: [] }], '"2"');
  expect(broken.json).toMatchObject({ revision: 3 });
});

test('a draft that has changed meanwhile is not edited, nor one that nobody says to have read', async () => {
  const path = await draft();
  expect((await edit(path, [variable('One')])).status).toBe(428);
  expect((await edit(path, [variable('One')], '"1"')).status).toBe(200);
  expect((await edit(path, [variable('Two')], '"1"')).status).toBe(412);
  expect((await edit(path, [variable('Two')], '*')).status).toBe(200);
});

test('of two who edit at the same time one is told', async () => {
  const path = await draft();
  const answers = await Promise.all([edit(path, [variable('A')], '"1"'), edit(path, [variable('B')], '"1"')]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
});

test('a command that cannot be done is named, and none before it is', async () => {
  const path = await draft();
  const before = await variablesOf(path);
  const answer = await edit(path, [variable('One'), { kind: 'remove-flow', flow: 'nothing' }], '"1"');
  expect(answer.status).toBe(422);
  expect(issuePaths(answer)).toEqual(['commands[1]']);
  expect(answer.text).toContain('The flow is no longer there.');
  expect(await variablesOf(path)).toEqual(before);
});

test.each<[string, unknown, string[]]>([
  ['none', [], ['commands']],
  ['no list', 'x', ['commands']],
  ['a hundred and one', Array.from({ length: 101 }, (_, n) => variable(`V${n}`)), ['commands']],
  ['what has no kind', [{ flow: 'x' }], ['commands.0.kind']],
  ['of a kind that is none', [{ kind: 'explode' }], ['commands[0].kind']],
  ['without what it needs', [variable('A'), { kind: 'move-flow', flow: 'x' }], ['commands[1].at']],
  ['a field too many', [{ kind: 'remove-flow', flow: 'x', force: true }], ['commands[0].force']],
  ['a name of blanks', [{ kind: 'rename-flow', flow: 'x', name: ' ' }], ['commands[0].name']],
  ['a place before the first', [{ kind: 'move-flow', flow: 'x', at: -1 }], ['commands[0].at']],
  [
    'a step without an action',
    [{ kind: 'add-steps', flow: 'x', place: { after: 'y' }, steps: [{ name: 'N' }] }],
    ['commands[0].steps[0].action'],
  ],
])('commands that are wrong are refused with every fault: %s', async (_, commands, paths) => {
  const path = await draft();
  const answer = await edit(path, commands, '"1"');
  expect({ status: answer.status, paths: issuePaths(answer) }).toEqual({ status: 422, paths });
  expect((await call(app, 'GET', path)).json).toMatchObject({ revision: 1 });
});

test('a draft that is not there is said so', async () => {
  expect((await edit('/integrations/int_0', [variable('A')], '*')).status).toBe(404);
});

test('the help lists every command with what it says', () => {
  const text = readFileSync('views/help/building-a-flow.md', 'utf8');
  for (const { entries } of commandSchema.options) {
    const { kind, ...fields } = entries;
    const names = Object.keys(fields).map((name) => `\`${name}\``);
    expect(text).toContain(`| \`${kind.literal}\` | ${names.join(', ')} |`);
  }
});

test('a step is disabled, and what is nested too deep is refused', async () => {
  const path = await draft();
  const [flow, step] = ['orders', 'note'];
  const off = await edit(path, [{ kind: 'disable-step', flow, step }], '"1"');
  expect(off.status).toBe(200);
  expect(await call(app, 'GET', `${path}/definition`)).toMatchObject({
    json: { flows: [{ steps: [{}, { isDisabled: true }] }] },
  });
  let value: unknown = ['exists', { type: 'value', value: 'x' }];
  for (let depth = 0; depth < 400; depth++) value = ['and', value];
  const deep = { type: 'complex', value: [{ name: 'Deep', type: 'complex', value }] };
  const refused = await edit(path, [{ kind: 'set-input', flow, step, input: 'deep', value: deep }], '"2"');
  expect([refused.status, issuePaths(refused)]).toEqual([422, ['commands[0]']]);
  expect(refused.text).toContain('more than 200 levels deep');
});
