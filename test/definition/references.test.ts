import { describe, expect, test } from 'bun:test';
import {
  parseReference,
  payloadPath,
  readPath,
  referenceKey,
} from '../../src/definition/document/references.ts';

describe('the name under which a step is referred to', () => {
  test.each([
    ['GET Request 2', 'getRequest2'],
    ['Receive GitHub Events Trigger', 'receiveGithubEventsTrigger'],
    ["Get a Queue's URL", 'getAQueueSUrl'],
    ['Find & Replace', 'findReplace'],
    ['Cross Flow - Get Value', 'crossFlowGetValue'],
    ['Add 1 to current page value', 'add1ToCurrentPageValue'],
    ['Deserialize URL-encoded Form Data', 'deserializeUrlEncodedFormData'],
    ['  Trigger  ', 'trigger'],
    ['Größe', 'grE'],
    ['日本', ''],
  ])('%p is %p', (name, key) => {
    expect(referenceKey(name)).toBe(key);
  });
});

describe('a reference', () => {
  test('names a step, what of it is meant, and the path below', () => {
    expect(parseReference('getUser.results.body.0.id')).toEqual({
      kind: 'reference',
      step: 'getUser',
      root: 'results',
      path: ['body', '0', 'id'],
    });
    expect(parseReference('loop.currentItem')?.path).toEqual([]);
    expect(parseReference('loop.index')?.root).toBe('index');
  });

  test('is split at dots only, so header names keep their case and their dashes', () => {
    expect(parseReference('hook.results.headers.X-GitHub-Event')?.path).toEqual([
      'headers',
      'X-GitHub-Event',
    ]);
    expect(parseReference('t.results.webhookUrls.Handle GitHub Events')?.path).toEqual([
      'webhookUrls',
      'Handle GitHub Events',
    ]);
  });

  test.each(['', 'getUser', '.results', 'getUser.output'])('is not %p', (text) => {
    expect(parseReference(text)).toBeUndefined();
  });
});

describe('reading a path', () => {
  const results = { body: [{ id: 7 }, null], headers: { 'X-Id': 'a' } };

  test('finds fields and list positions, and the length of a list', () => {
    expect(readPath(results, ['body', '0', 'id'])).toBe(7);
    expect(readPath(results, ['headers', 'X-Id'])).toBe('a');
    expect(readPath(results, ['body', 'length'])).toBe(2);
    expect(readPath(results, [])).toBe(results);
  });

  test('answers nothing where the path leads nowhere', () => {
    for (const path of [
      'body.1.id',
      'body.2',
      'body.-1',
      'headers.x-id',
      'missing.deeper',
      'headers.X-Id.length',
    ]) {
      expect(readPath(results, path.split('.'))).toBeUndefined();
    }
    expect(readPath(undefined, ['a'])).toBeUndefined();
  });

  test('never reaches what an object merely inherits', () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'map', 'push']) {
      expect(readPath({}, [name])).toBeUndefined();
      expect(readPath([], [name])).toBeUndefined();
      expect(readPath('text', [name])).toBeUndefined();
      expect(readPath(() => 1, [name])).toBeUndefined();
    }
    expect(readPath({}, ['constructor', 'constructor'])).toBeUndefined();
  });

  test('finds such a name where it is real data', () => {
    expect(readPath(JSON.parse('{"__proto__":{"constructor":1}}'), ['__proto__', 'constructor'])).toBe(1);
  });
});

test('a routing field may name the payload step or give the bare path', () => {
  expect(payloadPath('payload.results.body.data.flow')).toEqual(['body', 'data', 'flow']);
  expect(payloadPath('onTrigger.results.headers.x-id')).toEqual(['headers', 'x-id']);
  expect(payloadPath('body.data.productId')).toEqual(['body', 'data', 'productId']);
});
