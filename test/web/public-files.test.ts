import { afterAll, expect, test } from 'bun:test';
import { openDesk } from '../support/app.ts';

const desk = openDesk();
afterAll(desk.close);
const get = (path: string, headers = {}) => desk.app.request(path, { headers });

test.each([
  ['app.css', 'text/css; charset=utf-8'],
  ['htmx.js', 'text/javascript; charset=utf-8'],
  ['app.js', 'text/javascript; charset=utf-8'],
  ['uplot.js', 'text/javascript; charset=utf-8'],
])(
  '%s may be kept for ever under the address with its hash, and is asked for anew without',
  async (name, type) => {
    const hashed = await get(desk.deps.publicFiles.address(name));
    expect(hashed.status).toBe(200);
    expect(hashed.headers.get('content-type')).toBe(type);
    expect(hashed.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(hashed.headers.get('x-content-type-options')).toBe('nosniff');
    expect((await get(`/public/${name}`)).headers.get('cache-control')).toBe('no-cache');
  },
);

test('a file is sent packed to those who take it so', async () => {
  const packed = await get(desk.deps.publicFiles.address('htmx.js'), { 'accept-encoding': 'gzip' });
  expect(packed.headers.get('content-encoding')).toBe('gzip');
  const plain = await get(desk.deps.publicFiles.address('htmx.js'));
  expect(Buffer.from(Bun.gunzipSync(await packed.arrayBuffer()))).toEqual(
    Buffer.from(await plain.arrayBuffer()),
  );
});

test.each(['/public/nothing.css', '/public/..%2fpackage.json', '/public/%2e%2e/package.json', '/public/'])(
  '%s is not there',
  async (path) => {
    expect((await get(path)).status).toBe(404);
  },
);
