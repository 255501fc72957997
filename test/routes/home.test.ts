import { expect, test } from 'bun:test';
import { Hono } from 'hono';
import { home } from '../../src/routes/home.tsx';

const deps = { publicUrl: () => 'https://example.com/<x>' };

test('the first page says what runs and where the API is, and escapes what it shows', async () => {
  const app = new Hono().route('/', home(Object.assign(Object.create(null), deps)));
  const answer = await app.request('/');
  const text = await answer.text();
  expect(answer.headers.get('content-type')).toContain('text/html');
  expect(text).toStartWith('<!doctype html><html lang="en">');
  expect(text).toContain('https://example.com/&lt;x&gt;/api/v1');
  expect((await app.request('/robots.txt')).status).toBe(200);
});
