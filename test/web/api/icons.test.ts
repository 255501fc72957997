import { afterAll, beforeEach, describe, expect, test } from 'bun:test';
import { at, call, issuePaths, openDesk, TOKEN, textAt } from '../../support/app.ts';
import { claimingPng, png, svg } from '../../support/pictures.ts';

const desk = openDesk();
const { app } = desk;
afterAll(desk.close);

let id: string;
beforeEach(async () => {
  id = textAt(await call(app, 'POST', '/integrations', { name: 'Orders' }), 'id');
});

const put = (file: Uint8Array, headers?: Record<string, string>) =>
  call(app, 'PUT', `/integrations/${id}/icon`, file, headers);
const get = (headers?: Record<string, string>) =>
  call(app, 'GET', `/integrations/${id}/icon`, undefined, headers);
const authorized = { authorization: `Bearer ${TOKEN}` };
const outside = (path: string, headers: Record<string, string> = {}) =>
  app.request(`http://stepwell.test${path}`, { headers });

describe('the icon of an integration', () => {
  test('is put, answered and taken away; the integration names its address', async () => {
    expect((await get()).status).toBe(404);
    const done = await put(png(1000, 600), { 'content-type': 'text/plain' });
    expect(done.json).toMatchObject({ type: 'image/webp', width: 1000, height: 600 });
    expect(textAt(done, 'warning')).toContain('1,000 × 600 pixels');
    const address = textAt(done, 'icon');
    expect(at(await call(app, 'GET', `/integrations/${id}`), 'icon')).toBe(address);
    const whole = await get();
    expect([whole.status, whole.headers.get('content-type')]).toEqual([200, 'image/webp']);
    expect((await get({ 'if-none-match': whole.headers.get('etag') ?? '' })).status).toBe(304);
    expect((await call(app, 'DELETE', `/integrations/${id}/icon`)).status).toBe(204);
    expect((await call(app, 'DELETE', `/integrations/${id}/icon`)).status).toBe(204);
    expect(at(await call(app, 'GET', `/integrations/${id}`), 'icon')).toBeNull();
    expect((await get()).status).toBe(404);
    expect((await outside(address)).status).toBe(404);
  });

  test('goes with an export that is asked for as a zip, and comes with its import', async () => {
    await put(png(500, 500));
    const zip = { accept: 'application/zip' };
    const answer = await outside(`/api/v1/integrations/${id}/definition`, { ...authorized, ...zip });
    expect(answer.headers.get('content-type')).toBe('application/zip');
    const file = new Uint8Array(await answer.arrayBuffer());
    const made = await call(app, 'POST', '/integrations/import', file, { 'content-type': 'application/zip' });
    expect([made.status, at(made, 'name')]).toEqual([201, 'Orders']);
    const icon = await call(app, 'GET', `/integrations/${textAt(made, 'id')}/icon`);
    expect([icon.status, icon.text]).toEqual([200, (await get()).text]);
    await call(app, 'DELETE', `/integrations/${id}/icon`);
    const plain = await outside(`/api/v1/integrations/${id}/definition`, { ...authorized, ...zip });
    expect(plain.status).toBe(200);
  });

  test('of another type than was said is the one that it is', async () => {
    const done = await put(svg(), { 'content-type': 'image/png' });
    expect(done.json).toMatchObject({ type: 'image/svg+xml', width: 24, height: 24, warning: null });
    const whole = await get();
    expect(whole.headers.get('content-type')).toBe('image/svg+xml');
    expect(whole.headers.get('cache-control')).toBe('private, no-cache');
    expect(whole.text).toStartWith('<svg xmlns=');
  });

  test.each<[what: string, file: Uint8Array, status: number]>([
    ['nothing', Buffer.alloc(0), 422],
    ['a text', Buffer.from('png'), 422],
    ['a PNG of 60,000 pixels', claimingPng(60_000, 60_000), 422],
    ['an SVG with a script', svg('<script/>'), 422],
    ['10 MB', Buffer.concat([png(4), Buffer.alloc(10 * 1024 * 1024)]), 413],
  ])('of %s is refused, and the former one stays', async (_what, file, status) => {
    await put(png(400));
    const before = await get();
    const refused = await put(file);
    expect(refused.status).toBe(status);
    expect(textAt(refused, 'error.message').length).toBeGreaterThan(20);
    if (status === 422) expect(issuePaths(refused)).toEqual(['icon']);
    const after = await get();
    expect([after.status, after.headers.get('etag')]).toEqual([200, before.headers.get('etag')]);
  });

  test('of what is not there is none', async () => {
    for (const method of ['GET', 'DELETE'])
      expect((await call(app, method, '/integrations/int_0/icon')).status).toBe(404);
    expect((await call(app, 'PUT', '/integrations/int_0/icon', Buffer.from('no picture'))).status).toBe(404);
  });

  test('leaves the exported definition as it was, byte for byte', async () => {
    const yaml = () =>
      call(app, 'GET', `/integrations/${id}/definition`, undefined, { accept: 'application/yaml' });
    const before = await yaml();
    await put(png(400));
    const after = await yaml();
    expect([after.text, after.headers.get('etag')]).toEqual([before.text, before.headers.get('etag')]);
  });
});

describe('its address', () => {
  test('is kept for ever by browsers, and answers what can do nothing', async () => {
    const address = textAt(await put(svg()), 'icon');
    const answer = await outside(address);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/svg+xml',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; sandbox`,
    });
    const etag = answer.headers.get('etag') ?? '';
    const seen = await outside(address, { 'if-none-match': `W/${etag}` });
    expect([seen.status, await seen.text(), seen.headers.get('etag')]).toEqual([304, '', etag]);
  });

  test('is another one for another picture, and leads nowhere without the right integration', async () => {
    const first = textAt(await put(svg()), 'icon');
    const second = textAt(await put(png(400)), 'icon');
    expect(second).not.toBe(first);
    expect((await outside(first)).status).toBe(404);
    const hash = second.split('/').at(-1);
    const other = textAt(await call(app, 'POST', '/integrations', { name: 'Other' }), 'id');
    for (const path of [`/icons/${other}/${hash}`, `/icons/int_0/${hash}`, `/icons/${id}/0`, `/icons/${id}`])
      expect([path, (await outside(path)).status]).toEqual([path, 404]);
    expect((await outside(second)).status).toBe(200);
  });

  test('goes with the integration, once that is deleted for good', async () => {
    const address = textAt(await put(svg()), 'icon');
    await call(app, 'DELETE', `/integrations/${id}`);
    expect((await outside(address)).status).toBe(200);
    await call(app, 'DELETE', `/integrations/trash/${id}`);
    expect((await outside(address)).status).toBe(404);
  });
});
