import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { parse } from 'yaml';
import { cleanUp, command, type Server, send, start, TOKEN, temporaryFolder } from '../support/binary.ts';
import { flow, integration, step, synchronous, value, webhook } from '../support/definitions.ts';
import {
  executionEnded,
  failureOf,
  importDefinition,
  importText,
  install,
  publish,
  startedBy,
  stepsOf,
  urlOf,
} from '../support/journey.ts';
import { svg } from '../support/pictures.ts';

setDefaultTimeout(180_000);

/** The real exports, with the components of theirs that are not built in. */
const EXAMPLES: { name: string; components: number; missing: string[] }[] = [
  { name: 'amazon-sqs-fifo-queue.yml', components: 7, missing: [] },
  { name: 'example-with-loop.yaml', components: 7, missing: [] },
  { name: 'github.yml', components: 6, missing: [] },
  { name: 'hubspot-example-integration.yml', components: 10, missing: [] },
  { name: 'progix-acmeerp.yaml', components: 5, missing: ['progix-sig-check'] },
  { name: 'recursive-flow-examples.yml', components: 10, missing: [] },
  { name: 'slack-interactivity-router.yaml', components: 7, missing: [] },
  { name: 'split-payload-example.yml', components: 11, missing: [] },
];
const pathOf = (name: string) => join(import.meta.dir, 'fixtures', name);
const textOf = (name: string) => readFileSync(pathOf(name), 'utf8');
const isLegacy = (name: string) => name.startsWith('progix');

const Report = v.strictObject({
  file: v.string(),
  ok: v.boolean(),
  references: v.strictObject({ total: v.number(), resolved: v.number() }),
  components: v.strictObject({ total: v.number(), missing: v.array(v.string()) }),
  problems: v.array(v.looseObject({ severity: v.string(), path: v.string(), message: v.string() })),
});

let server: Server;
beforeAll(async () => {
  server = await start();
});
afterAll(cleanUp);

async function exported(id: string): Promise<string> {
  const answer = await server.call('GET', `/integrations/${id}/definition`, undefined, {
    accept: 'application/yaml',
  });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toStartWith('application/yaml');
  return answer.text;
}

describe.each(EXAMPLES)('$name', ({ name, components, missing }) => {
  test('is imported by the API, with each component that is missing named once', async () => {
    const { id, problems } = await importText(server, textOf(name));
    expect(id).toStartWith('int_');
    const named = problems.flatMap(
      (problem) => /^The component (\S+) is not/.exec(problem.message)?.[1] ?? [],
    );
    expect(named.sort()).toEqual([...missing].sort());
    expect(problems.filter((problem) => problem.severity === 'error')).toEqual([]);
  });

  test('comes out as it went in, and going in again changes nothing', async () => {
    const { id } = await importText(server, textOf(name));
    const yaml = await exported(id);
    if (!isLegacy(name)) expect(parse(yaml)).toEqual(parse(textOf(name)));
    const again = await importText(server, yaml);
    expect(await exported(again.id)).toBe(yaml);
  });

  test('can be published as it is', async () => {
    const { id } = await importText(server, textOf(name));
    expect(await publish(server, id)).toBe(1);
  });

  test('is checked by the command line, as JSON', async () => {
    const { code, stdout } = await command(['check', '--json', pathOf(name)]);
    expect(code).toBe(0);
    const [report, ...more] = v.parse(v.array(Report), JSON.parse(stdout));
    expect(more).toEqual([]);
    expect(report).toMatchObject({ file: pathOf(name), ok: true });
    expect(report?.components.total).toBe(components);
    expect(report?.components.missing.toSorted()).toEqual(missing.toSorted());
    expect(report?.references.resolved).toBe(report?.references.total ?? -1);
  });
});

test('a component that is missing fails its own step when it is reached, and the rest of the integration works', async () => {
  const upper = (name: string) => step(name, 'text-manipulation.upperCase', { text: value(name) });
  const lacking = integration('Lacking', [
    flow('Main', [webhook(), upper('Before'), step('Send', 'acme.sendMessage'), upper('After')]),
    flow('Whole', [webhook(), upper('Works')], synchronous),
  ]);
  const { problems } = await importDefinition(server, lacking);
  expect(problems.map((problem) => problem.severity)).toEqual(['warning']);
  const instance = await install(server, lacking);
  const id = startedBy(await send(urlOf(instance, 'Main'), { method: 'POST' }));
  expect(await executionEnded(server, id)).toMatchObject({
    status: 'failed',
    error: { step: 'Send', message: expect.stringContaining('acme.sendMessage') },
  });
  const statuses = (await stepsOf(server, id)).map((each) => [each.name, each.status]);
  expect(statuses).toEqual([
    ['Before', 'succeeded'],
    ['Send', 'failed'],
  ]);
  expect((await send(urlOf(instance, 'Whole'), { method: 'POST' })).text).toBe('WORKS');
});

test('all eight are imported into a data folder by the command, and exported from it again', async () => {
  const dataFolder = temporaryFolder();
  for (const { name } of EXAMPLES) {
    const imported = await command(['import', pathOf(name)], { dataFolder });
    expect(imported.code).toBe(0);
    const id = imported.stdout.trim();
    expect(id).toStartWith('int_');
    const out = await command(['export', id], { dataFolder });
    expect(out.code).toBe(0);
    if (!isLegacy(name)) expect(parse(out.stdout)).toEqual(parse(textOf(name)));
  }
});

test('the command also imports into a running server, by its address and a token', async () => {
  const flags = ['--url', server.url, '--token', TOKEN];
  const imported = await command(['import', pathOf('progix-acmeerp.yaml'), ...flags]);
  expect(imported.code).toBe(0);
  expect(imported.stderr).toContain('The component progix-sig-check is not installed here');
  const id = imported.stdout.trim();
  const out = await command(['export', id, ...flags]);
  expect(out.stdout).toBe(await exported(id));
});

test('the command exports a zip with the icon, and imports it, from a folder and from a server', async () => {
  const { id } = await importText(server, textOf('github.yml'));
  expect((await server.call('PUT', `/integrations/${id}/icon`, svg().toString())).status).toBe(200);
  const file = join(temporaryFolder(), 'github.zip');
  const flags = ['--url', server.url, '--token', TOKEN];
  for (const of of [{ args: flags }, { args: [], dataFolder: server.dataFolder }]) {
    const { args, ...options } = of;
    const out = await command(['export', id, '--zip', ...args], options);
    expect(out.code).toBe(0);
    await Bun.write(file, out.bytes);
    const imported = await command(['import', file, ...args], options);
    expect(imported.code).toBe(0);
    expect((await server.call('GET', `/integrations/${imported.stdout.trim()}/icon`)).status).toBe(200);
  }
});

test('a running server refuses the command’s wrong token', async () => {
  const args = ['import', pathOf('github.yml'), '--url', server.url, '--token', 'somebody-elses-token'];
  const { code, stderr } = await command(args);
  expect(code).toBe(1);
  expect(stderr).toContain('401');
});

test('a folder that a server uses can be imported into at the same time', async () => {
  const { code, stdout } = await command(['import', pathOf('github.yml')], { dataFolder: server.dataFolder });
  expect(code).toBe(0);
  expect((await server.call('GET', `/integrations/${stdout.trim()}`)).status).toBe(200);
});

test('check answers 1 and a line with file, line number and path for each error', async () => {
  const file = join(temporaryFolder(), 'broken.yml');
  const text = textOf('example-with-loop.yaml').replace('value: loopOverItems', 'value: loopOverNothing');
  await Bun.write(
    file,
    text.replace(/type: reference\n(\s+)value: \S+/, 'type: reference\n$1value: nowhere.results'),
  );
  const { code, stdout } = await command(['check', file]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/broken\.yml:\d+ flows\[0\]\.steps\[\d+\]\S*: error: .*nowhere/);
});

test('check of several files gives a report for each, also for what is no definition', async () => {
  const file = join(temporaryFolder(), 'nothing.yml');
  await Bun.write(file, 'just: text\n');
  const { code, stdout } = await command([
    'check',
    '--json',
    file,
    pathOf('github.yml'),
    '/no/such/file.yml',
  ]);
  expect(code).toBe(1);
  const reports = v.parse(v.array(Report), JSON.parse(stdout));
  expect(reports.map((report) => report.ok)).toEqual([false, true, false]);
  expect(reports.every((report) => report.ok || report.problems.length > 0)).toBe(true);
});

test.each([
  ['text that is no YAML', 'flows: [\n  {{{'],
  ['YAML that is no definition', 'name: 5\nflows: {}'],
  ['a key that is there twice', 'name: a\nname: b\nflows: []'],
  ['an alias bomb', `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a]\nname: n\nflows: [*b]`],
  ['nothing', ''],
  ['a list', '- 1\n- 2'],
])('%s is refused with 422 and says where and why', async (_what, text) => {
  const answer = await server.call('POST', '/integrations/import', text);
  expect(answer.status).toBe(422);
  const { code, issues } = failureOf(answer);
  expect(code).toBe('invalid');
  expect(issues.length).toBeGreaterThan(0);
});

test('a file over 5 MB is refused with 413', async () => {
  const text = `name: Large\ndescription: "${'x'.repeat(5 * 1024 * 1024)}"\nflows: []\n`;
  expect((await server.call('POST', '/integrations/import', text)).status).toBe(413);
});

test('a draft that somebody else has changed meanwhile is not overwritten', async () => {
  const { id } = await importText(server, textOf('github.yml'));
  const path = `/integrations/${id}/definition`;
  const tag = (await server.call('GET', path)).headers.get('etag') ?? '';
  const yaml = await exported(id);
  expect((await server.call('PUT', path, yaml)).status).toBe(428);
  expect((await server.call('PUT', path, yaml, { 'if-match': tag })).status).toBe(200);
  expect((await server.call('PUT', path, yaml, { 'if-match': tag })).status).toBe(412);
});
