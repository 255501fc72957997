import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { Validator } from '@cfworker/json-schema';
import * as v from 'valibot';
import { createCatalog } from '../../../src/components/catalog.ts';
import type { Component } from '../../../src/components/component.ts';
import { byKey } from '../../../src/components/records.ts';
import { builtInComponents } from '../../../src/components/registry.ts';
import { KINDS } from '../../../src/inputs/registry.ts';
import { action } from '../../definition/components.ts';
import { at, call, type Desk, listAt, openDesk, textAt } from '../../support/app.ts';

let desk: Desk;
beforeAll(() => {
  desk = openDesk();
});
afterAll(async () => await desk.close());

const get = (path: string) => call(desk.app, 'GET', path);
const keysAt = (answer: Parameters<typeof listAt>[0], path: string) =>
  listAt(answer, path).map((each) => v.parse(v.looseObject({ key: v.string() }), each).key);

test('what is installed is listed in the order of the keys', async () => {
  const answer = await get('/components?limit=200');
  expect(keysAt(answer, 'items')).toEqual(builtInComponents().map(({ key }) => key));
  const branch = builtInComponents().findIndex(({ key }) => key === 'branch');
  expect(at(answer, `items.${branch}`)).toMatchObject({ key: 'branch', label: 'Branch', isPublic: true });
  expect(at(answer, 'nextCursor')).toBeNull();
});

test('the list goes on where the page before ended, also when that component has gone since', async () => {
  const first = await get('/components?limit=2');
  const cursor = textAt(first, 'nextCursor');
  const all = builtInComponents().map(({ key }) => key);
  const [, last] = keysAt(first, 'items');
  const own = openDesk();
  own.deps.catalog = createCatalog(builtInComponents().filter(({ key }) => key !== last));
  const next = await call(own.app, 'GET', `/components?limit=3&cursor=${cursor}`);
  expect([...keysAt(first, 'items'), ...keysAt(next, 'items')]).toEqual(all.slice(0, 5));
  await own.close();
});

test('a component answers its parts with what they take as JSON Schema', async () => {
  const answer = await get('/components/http');
  expect(keysAt(answer, 'actions')).toContain('httpGet');
  expect(keysAt(answer, 'connections')).toContain('basic');
  const httpGet = listAt(answer, 'actions').find((each) => Reflect.get(Object(each), 'key') === 'httpGet');
  expect(httpGet).toMatchObject({
    inputs: {
      type: 'object',
      properties: {
        url: { type: 'string', title: 'URL' },
        responseType: { enum: ['json', 'text', 'binary'], default: 'json' },
      },
      required: ['url'],
    },
  });
  const basic = listAt(answer, 'connections').find((each) => Reflect.get(Object(each), 'key') === 'basic');
  expect(basic).toMatchObject({ inputs: { properties: { password: { writeOnly: true } } } });
});

test('every schema of a built-in component can be used to check its params', async () => {
  for (const { key } of builtInComponents()) {
    const answer = await get(`/components/${key}`);
    for (const kind of ['triggers', 'actions', 'connections', 'dataSources'])
      for (const part of listAt(answer, kind)) {
        const schema: object = Object(Reflect.get(Object(part), 'inputs'));
        expect(new Validator(schema, '2020-12').validate('no object').valid).toBe(false);
      }
  }
});

describe('an input is described', () => {
  const inputs = Object.keys(KINDS).map((type) => ({
    key: type,
    label: type,
    type: type as keyof typeof KINDS,
  }));
  const odd: Component = {
    ...{ key: 'odd', public: false, display: { label: 'Odd', description: '' } },
    actions: byKey([
      action('all', inputs),
      action('named', [
        { key: '__proto__', label: 'Proto', type: 'string', required: true },
        { key: 'filled', label: 'Filled', type: 'string', required: true, default: 'x' },
        { key: 'secret', label: 'Secret', type: 'password', default: 'never shown' },
      ]),
    ]),
    ...{ triggers: {}, dataSources: {}, connections: [] },
  };
  const found = async () => {
    const own = openDesk();
    own.deps.catalog = createCatalog([odd]);
    const answer = await call(own.app, 'GET', '/components/odd');
    await own.close();
    return answer;
  };

  test('whatever its kind', async () => {
    const properties: object = Object(at(await found(), 'actions.0.inputs.properties'));
    expect(Object.keys(properties)).toEqual(Object.keys(KINDS));
  });

  test('under any key, as required where nothing else holds, and without its secrets', async () => {
    const answer = await found();
    expect(at(answer, 'isPublic')).toBe(false);
    expect(at(answer, 'actions.1.inputs.required')).toEqual(['__proto__']);
    expect(answer.text).not.toContain('never shown');
  });
});

test.each(['nothing', 'constructor', '__proto__', '..%2Fhttp'])('there is no component %s', async (key) => {
  expect((await get(`/components/${key}`)).status).toBe(404);
});
