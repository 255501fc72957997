/** What people and programs may send to the designer by mistake or on purpose: a clear answer, and nothing lost. */
import { afterAll, expect, test } from 'bun:test';
import { listAttachments } from '../../../../src/models/attachments.ts';
import { createIntegration, getDraft, getIntegration } from '../../../../src/models/integrations.ts';
import { listVersions } from '../../../../src/models/versions.ts';
import { call, openDesk } from '../../../support/app.ts';
import { png, svg } from '../../../support/pictures.ts';
import { definition, flow, trigger } from '../../../support/records.ts';
import { visitorAs } from '../../../support/visitor.ts';

const desk = openDesk();
afterAll(desk.close);
const builder = await visitorAs(desk, 'builder');

const step = (key: string, name: string, more: object = {}) => ({
  ...{ name, stableKey: key, action: { key: 'writeLog', component: { key: 'log' } } },
  ...{ inputs: { message: { type: 'value' as const, value: 'Hello' } }, ...more },
});
const written = definition({
  flows: [
    flow('Main', {
      stableKey: 'main',
      steps: [
        trigger('webhook-triggers', 'webhook', { stableKey: 't' }),
        step('one', 'One'),
        step('two', 'Two'),
        step('loop', 'Loop', {
          action: { key: 'loopOverItems', component: { key: 'loop' } },
          inputs: { items: { type: 'value', value: '[]' } },
          steps: [step('inner', 'Inner')],
        }),
      ],
    }),
    flow('Nightly', {
      stableKey: 'nightly',
      steps: [
        trigger('schedule-triggers', 'schedule', {
          stableKey: 's',
          schedule: { type: 'value', value: '0 3 * * *' },
        }),
      ],
    }),
  ],
  requiredConfigVars: [
    { key: 'Shop', dataType: 'string' },
    { key: 'Region', dataType: 'string' },
  ],
  configPages: [{ name: 'First', elements: [{ type: 'configVar', value: 'Shop' }] }, { name: 'Second' }],
});
const { id } = await desk.deps.store.write((tx) => createIntegration(tx, written));
const read = desk.deps.store.read;

async function everything() {
  const { icon, publishedVersion, updatedAt } = await getIntegration(read, id);
  const attachments = (await listAttachments(read, id, { limit: 10 })).items;
  const versions = (await listVersions(read, id, { limit: 10 })).items;
  return { ...(await getDraft(read, id)), icon, publishedVersion, updatedAt, attachments, versions };
}

type Sent = Promise<{ status: number; text?: string; html?: string }>;
type Row = [what: string, send: () => Sent, status: number, words: string];

const page = (path: string, fields: Record<string, string | string[] | File> = {}) =>
  builder.post(`/integrations/${id}${path}`, { revision: '1', ...fields });
const onStep = (fields: Record<string, string>) =>
  page('/steps/details', { flow: 'main', step: 'one', name: 'One', ...fields });
const onTrigger = (fields: Record<string, string>) =>
  page('/steps/details', { flow: 'nightly', step: 's', name: 'Start', ...fields });
const commands = (command: unknown, tag = '"1"', more: unknown[] = []) =>
  call(
    desk.app,
    'POST',
    `/integrations/${id}/commands`,
    { commands: [...more, command] },
    { 'if-match': tag },
  );
const icon = (bytes: Uint8Array | string, name = 'icon.svg') =>
  page('/icon', { icon: new File([typeof bytes === 'string' ? bytes : new Uint8Array(bytes)], name) });
const replace = (text: string, tag = '"1"') =>
  call(desk.app, 'PUT', `/integrations/${id}/definition`, text, { 'if-match': tag });
const paste = (text: string) => page('/steps/pasted', { flow: 'main', after: 'one', text });
const at = { flow: 'main', step: 'one' };
const LONG = 'Orders '.repeat(1429).slice(0, 10_000);
const deep = `${'['.repeat(2000)}${']'.repeat(2000)}`;

const ROWS: Row[] = [
  // Pictures and files.
  [
    'a picture that runs a script',
    () => icon('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    422,
    'script',
  ],
  [
    'a picture that calls when it is loaded',
    () => icon('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    422,
    'onload',
  ],
  [
    'a page named like a picture',
    () => icon('<!doctype html><script>alert(1)</script>', 'icon.png'),
    422,
    'PNG',
  ],
  ['a picture that is cut', () => icon(png(64).subarray(0, 20), 'icon.png'), 422, ''],
  ['no picture', () => page('/icon'), 422, 'Choose a'],
  ['a picture of 11 MB', () => icon(Buffer.concat([svg(), Buffer.alloc(11_000_000, ' ')])), 422, 'MB'],
  [
    'an attachment of 60 MB, as it says before it is sent',
    () =>
      call(desk.app, 'POST', `/integrations/${id}/attachments?name=big.bin`, new Uint8Array(1), {
        'content-length': String(60 * 1024 * 1024),
      }),
    413,
    '50 MB',
  ],
  [
    'an attachment of 60 MB, by the page',
    () => page('/attachments', { file: new File([new Uint8Array(60 * 1024 * 1024)], 'big.bin') }),
    413,
    '50 MB',
  ],
  [
    'an attachment without a name',
    () => call(desk.app, 'POST', `/integrations/${id}/attachments`, new Uint8Array(1)),
    400,
    'name',
  ],
  // Names.
  [
    'a name of 10,000 characters for the integration',
    () => builder.post(`/integrations/${id}`, { name: LONG, description: '', category: '', labels: '' }),
    422,
    'longer than 200 characters',
  ],
  [
    'the same, by a call',
    () => call(desk.app, 'PATCH', `/integrations/${id}`, { name: LONG }),
    422,
    'at most 200 characters',
  ],
  ['no name', () => call(desk.app, 'PATCH', `/integrations/${id}`, { name: ' ' }), 422, 'must not be empty'],
  ['a name of 10,000 characters for a step', () => onStep({ name: LONG }), 422, 'at most 200 letters'],
  [
    'the same, by a command',
    () => commands({ kind: 'rename-step', ...at, name: LONG }),
    422,
    'commands[0].name',
  ],
  ['a step without a name', () => onStep({ name: '' }), 422, 'Type a name'],
  [
    'a step of signs alone',
    () => commands({ kind: 'rename-step', ...at, name: '###' }),
    422,
    'a letter from A to Z or a digit',
  ],
  ['a step to the name of another', () => onStep({ name: 'two' }), 422, 'referred to as two already'],
  [
    'a flow to the name of another',
    () => page('/flows/details', { flow: 'main', name: 'Nightly' }),
    422,
    'There is a flow Nightly already',
  ],
  [
    'a flow of 10,000 characters',
    () => page('/flows/details', { flow: 'main', name: LONG }),
    422,
    'longer than 200 characters',
  ],
  [
    'a variable to the name of another',
    () => commands({ kind: 'rename-config-var', configVar: 'Shop', name: 'Region' }),
    422,
    'There is a config variable Region already',
  ],
  [
    'a new variable of a name that is taken',
    () => page('/variables', { name: 'Shop', type: 'string', page: '' }),
    422,
    'There is a config variable Shop already',
  ],
  [
    'a new variable of a type that there is not',
    () => page('/variables', { name: 'New', type: 'matrix', page: '' }),
    422,
    'There is no such type',
  ],
  [
    'a page of the configuration to the name of another',
    () => page('/config-pages/details', { at: '0', name: 'Second', tagline: '' }),
    422,
    'There is a page Second already',
  ],
  ['a fork without a name', () => page('/forks', { name: ' ', description: '' }), 422, 'Type'],
  // Drafts that are not the one that there is.
  [
    'an older draft, by a command',
    () => commands({ kind: 'set-note', ...at, note: 'x' }, '"0"'),
    412,
    'has changed since you read it',
  ],
  [
    'no draft that was seen',
    () =>
      call(desk.app, 'POST', `/integrations/${id}/commands`, {
        commands: [{ kind: 'set-note', ...at, note: 'x' }],
      }),
    428,
    'If-Match',
  ],
  [
    'an older draft as a whole',
    () => replace(JSON.stringify(written), '"0"'),
    412,
    'has changed since you read it',
  ],
  [
    'a draft of the future, by a form',
    () => page('/steps/details', { revision: '99', flow: 'main', step: 'one', notes: 'x' }),
    412,
    'changed',
  ],
  [
    'a draft that is no number',
    () => page('/steps/details', { revision: 'x', flow: 'main', step: 'one', notes: 'x' }),
    400,
    'Open its page again',
  ],
  [
    'to publish what was not looked at',
    () => page('/versions', { revision: '0', note: 'First' }),
    409,
    'has changed since you opened this page',
  ],
  ['to publish without a note', () => page('/versions', { note: ' ' }), 422, 'Say what you changed'],
  // Steps.
  [
    'a step into itself',
    () => commands({ kind: 'move-step', flow: 'main', step: 'loop', place: { firstIn: 'loop' } }),
    422,
    'cannot be put behind or into itself',
  ],
  [
    'a step behind what is inside of it',
    () => commands({ kind: 'move-step', flow: 'main', step: 'loop', place: { after: 'inner' } }),
    422,
    'cannot be put behind or into itself',
  ],
  [
    'a step to a place that is not there',
    () => commands({ kind: 'move-step', ...at, place: { after: 'nothing' } }),
    422,
    'no longer there',
  ],
  [
    'a step that is not there',
    () => commands({ kind: 'remove-step', flow: 'main', step: 'nothing' }),
    422,
    'no longer in the flow',
  ],
  [
    'the trigger away',
    () => commands({ kind: 'remove-step', flow: 'main', step: 't' }),
    422,
    'needs its trigger',
  ],
  [
    'a flow that is not there',
    () => page('/flows/details', { flow: 'nothing', name: 'x' }),
    404,
    'no longer there',
  ],
  [
    'a step of an action that there is not',
    () => page('/steps', { flow: 'main', after: 'one', choice: 'log/shout' }),
    400,
    'no such',
  ],
  [
    'a branch at a loop',
    () =>
      commands({
        kind: 'add-steps',
        flow: 'main',
        place: { firstIn: 'loop', branch: 'Yes' },
        steps: [step('n', 'New')],
      }),
    422,
    'no longer there',
  ],
  [
    'a second trigger among the steps',
    () =>
      commands({
        kind: 'add-steps',
        flow: 'main',
        place: { after: 'one' },
        steps: [trigger('webhook-triggers', 'webhook')],
      }),
    422,
    'is a trigger',
  ],
  // Values.
  [
    'a schedule of nonsense',
    () => onTrigger({ 'cron.unit': 'custom', cron: 'every now and then', 'cron.zone': 'UTC' }),
    422,
    'cron',
  ],
  [
    'a time zone that there is not',
    () => onTrigger({ 'cron.unit': 'custom', cron: '0 3 * * *', 'cron.zone': 'Mars/Olympus' }),
    422,
    'time zone',
  ],
  [
    'an input of a kind that there is not',
    () => commands({ kind: 'set-input', ...at, input: 'message', value: { type: 'magic', value: 'x' } }),
    422,
    'commands[0].value',
  ],
  [
    'a handler of errors that there is not',
    () => commands({ kind: 'set-error-handler', ...at, errorConfig: { errorHandlerType: 'panic' } }),
    422,
    'errorHandlerType',
  ],
  [
    'a key that no header can carry',
    () => page('/flows/details', { flow: 'main', name: 'Main', security: 'organization', keys: 'clé' }),
    422,
    'A key has letters',
  ],
  // Commands.
  ['a command that there is not', () => commands({ kind: 'explode' }), 422, 'commands[0]'],
  [
    'a command with a field of its own',
    () => commands({ kind: 'set-note', ...at, note: 'x', color: 'red' }),
    422,
    'color',
  ],
  [
    'no commands',
    () => call(desk.app, 'POST', `/integrations/${id}/commands`, { commands: [] }, { 'if-match': '"1"' }),
    422,
    'one command at least',
  ],
  [
    'a good command before one that cannot be done',
    () => commands({ kind: 'remove-flow', flow: 'nothing' }, '"1"', [{ kind: 'set-note', ...at, note: 'x' }]),
    422,
    'commands[1]',
  ],
  [
    '101 commands',
    () =>
      commands(
        { kind: 'set-note', ...at, note: 'x' },
        '"1"',
        Array.from({ length: 100 }, () => ({ kind: 'set-note', ...at, note: 'y' })),
      ),
    422,
    'at most 100 commands',
  ],
  [
    'what is no JSON',
    () =>
      call(desk.app, 'POST', `/integrations/${id}/commands`, '{"commands": [', {
        'if-match': '"1"',
        'content-type': 'application/json',
      }),
    400,
    'JSON',
  ],
  // Texts.
  [
    'a paste of something else',
    () => paste('Dear Dana,\n\nsee you at nine: bring the keys.'),
    422,
    'These are no steps.',
  ],
  ['a paste of nothing', () => paste('   '), 422, 'nothing is there'],
  [
    'a paste of a trigger alone',
    () =>
      paste('- name: T\n  isTrigger: true\n  action: { key: webhook, component: { key: webhook-triggers } }'),
    422,
    'no step in this but a trigger',
  ],
  [
    'a paste of YAML that opens out without end',
    () => paste('- &a [*a, *a]\n- *a'),
    422,
    'These are no steps.',
  ],
  [
    'YAML that cannot be read',
    () => page('/yaml', { text: 'flows: [' }),
    422,
    'Nothing was saved, since this is no definition.',
  ],
  ['a definition without flows', () => replace('name: Only a name\n'), 422, 'This is no definition'],
  ['a definition of a list', () => replace('- a\n- b\n'), 422, 'This is no definition'],
  [
    'a definition that is too deep',
    () => replace(`name: Deep\nflows: ${deep}\n`),
    422,
    'This is no definition',
  ],
  [
    'a definition of 6 MB',
    () => replace(`name: Large\nflows: []\ndescription: ${'x'.repeat(6_000_000)}\n`),
    413,
    'MB',
  ],
  [
    'a file in the place of the draft that is no definition',
    () => builder.post('/integrations/import', { into: id, revision: '1', text: 'name: x', step: 'import' }),
    422,
    'This is no definition',
  ],
  ['to map nothing', () => page('/parts', {}), 422, 'Nothing was chosen'],
];

const before = await everything();

test.each(ROWS)('%s is refused with words, and nothing is lost', async (_, send, status, words) => {
  const answer = await send();
  const text = answer.text ?? answer.html ?? '';
  expect([
    answer.status,
    text.includes(words) ? words : text.replaceAll(/<svg[\s\S]*?<\/svg>/g, '').slice(-3000),
  ]).toEqual([status, words]);
  expect(await everything()).toEqual(before);
});

test('the table has at least 40 rows, each of its own', () => {
  expect(new Set(ROWS.map(([what]) => what)).size).toBe(ROWS.length);
  expect(ROWS.length).toBeGreaterThanOrEqual(40);
});
