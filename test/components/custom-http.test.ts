import { expect, test } from 'bun:test';
import { customHttp } from '../../src/components/customHttp/index.ts';
import { http } from '../../src/components/http/index.ts';

test('it does what HTTP does, under another key', () => {
  expect(customHttp.key).toBe('customHttp');
  expect(customHttp.actions).toBe(http.actions);
  expect(customHttp.connections).toBe(http.connections);
});
