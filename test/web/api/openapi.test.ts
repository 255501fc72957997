import { afterAll, expect, test } from 'bun:test';
import { Validator } from '@cfworker/json-schema';
import { routes } from '../../../src/web/api/table.ts';
import { description, openDesk } from '../../support/app.ts';

const desk = openDesk();
afterAll(desk.close);

type Node = { [key: string]: unknown };
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

/** Every object in the document, with what leads to it. */
function* nodes(value: unknown, path = '#'): Generator<[string, Node]> {
  if (!isNode(value)) return;
  yield [path, value];
  for (const [key, item] of Object.entries(value)) yield* nodes(item, `${path}/${key}`);
}

const operations = () =>
  Object.entries(description.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
  );

test('the description is answered to everybody, and is the one that answers are checked against', async () => {
  const answer = await desk.app.request('/api/v1/openapi.json');
  expect(answer.status).toBe(200);
  const document = Object(await answer.json());
  expect(document).toMatchObject({ openapi: '3.1.0', servers: [{ url: 'http://stepwell.test/api/v1' }] });
  expect(document.paths).toEqual(description.paths);
});

test('each route is in it once, with its parameters, body, answers and errors', () => {
  expect(operations()).toHaveLength(routes.length);
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    const operation = description.paths[path]?.[route.method.toLowerCase()];
    expect(operation).toMatchObject({ operationId: route.name, summary: route.summary });
    expect(Object.keys(operation?.responses ?? {})).toContain(String(route.status));
    expect(Object.keys(operation?.responses ?? {})).toContain('401');
    expect(isNode(operation?.requestBody)).toBe(Object.keys(route.content).length > 0);
  }
});

test('names of operations are unique, and every {parameter} of a path is declared', () => {
  const names = operations().map(({ operation }) => operation.operationId);
  expect(new Set(names).size).toBe(names.length);
  for (const { path, operation } of operations()) {
    const declared = Array.isArray(operation.parameters)
      ? operation.parameters.filter((each) => each.in === 'path').map((each) => each.name)
      : [];
    expect(declared).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
  }
});

test('every response is described, every reference leads somewhere, every schema is one', () => {
  for (const { operation } of operations())
    for (const response of Object.values(operation.responses))
      expect(String(response.description).length).toBeGreaterThan(3);
  for (const [, node] of nodes(description)) {
    if (typeof node.$ref === 'string') {
      expect(node.$ref).toStartWith('#/');
      const target = node.$ref
        .slice(2)
        .split('/')
        .reduce<unknown>((at, key) => Reflect.get(Object(at), key), description);
      expect(isNode(target)).toBe(true);
    }
    if (isNode(node.schema)) {
      const whole = { ...node.schema, components: description.components };
      expect(() => new Validator(whole, '2020-12').validate({})).not.toThrow();
    }
  }
});

test('a header that a route depends on is in it', () => {
  const headers = (method: string, path: string) =>
    JSON.stringify(description.paths[path]?.[method]?.parameters);
  expect(headers('put', '/integrations/{id}/definition')).toContain(
    '"If-Match","in":"header","required":true',
  );
  expect(headers('get', '/integrations/{id}/definition')).toContain('If-None-Match');
  for (const { method, path, operation } of operations())
    expect([method, path, JSON.stringify(operation).includes('Idempotency-Key')]).toEqual([
      method,
      path,
      method === 'post',
    ]);
});
