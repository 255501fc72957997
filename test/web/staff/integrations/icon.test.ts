import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { createIntegration, getIntegration } from '../../../../src/models/integrations.ts';
import { type Desk, openDesk } from '../../../support/app.ts';
import { animatedWebp, claimingPng, gif, jpeg, png, svg } from '../../../support/pictures.ts';
import { definition } from '../../../support/records.ts';
import { type Visitor, visitorAs } from '../../../support/visitor.ts';

let desk: Desk;
let builder: Visitor;
let support: Visitor;
let id: string;
beforeEach(async () => {
  desk = openDesk();
  builder = await visitorAs(desk, 'builder');
  support = await visitorAs(desk, 'support');
  const made = definition({ name: 'Acme order sync', description: 'Orders' });
  id = (await desk.deps.store.write((tx) => createIntegration(tx, made))).id;
});
afterEach(() => desk.close());

const at = (path = '') => `/integrations/${id}${path}`;
const iconNow = async () => (await getIntegration(desk.deps.store.read, id)).icon;
const fileOf = (bytes: Uint8Array, name = 'icon.png', type = 'image/png') =>
  new File([new Uint8Array(bytes)], name, { type });
const save = (bytes: Uint8Array, name?: string, type?: string) =>
  builder.post(at('/icon'), { icon: fileOf(bytes, name, type) });
const IMAGE = /<img src="\/icons\/[^"]+"/;

describe('the tile beside the name', () => {
  test('leads those who may write to the dialog, with the first letters as long as there is no picture', async () => {
    const { html } = await builder.get(at());
    expect(html).toMatch(
      new RegExp(
        `<a href="${at('/icon')}" class="tile"[^>]*><span aria-hidden="true">AO</span><span class="sr-only">Change the icon</span></a>`,
      ),
    );
    await save(png(400));
    expect((await builder.get(at())).html).toMatch(
      new RegExp(`<a href="${at('/icon')}" class="tile"[^>]*>${IMAGE.source}`),
    );
  });

  test('is only seen by others, whom the dialog refuses', async () => {
    await save(png(400));
    const { html } = await support.get(at());
    expect(html).toMatch(new RegExp(`<span class="tile"[^>]*aria-hidden="true">${IMAGE.source}`));
    expect(html).not.toContain(at('/icon'));
    expect((await support.get(at('/icon'))).status).toBe(403);
    expect((await support.post(at('/icon'), { icon: fileOf(png(8)) })).status).toBe(403);
    expect((await support.post(at('/icon/removal'))).status).toBe(403);
    expect(await iconNow()).not.toBeNull();
  });

  test('stands in the lists of integrations and where one is chosen, and on executions', async () => {
    await desk.deps.store.write((tx) => createIntegration(tx, definition({ name: 'Élan', description: '' })));
    await save(png(400));
    const { html } = await support.get('/integrations');
    expect(html).toMatch(new RegExp(`class="tile"[^>]*>${IMAGE.source}`));
    expect(html).toMatch(/class="tile"[^>]*><span aria-hidden="true">É</);
  });
});

describe('the dialog', () => {
  test('is a form that needs no script, in front of the page', async () => {
    const { html } = await builder.get(at('/icon'));
    expect(html).toContain('<dialog class="dialog" open="" id="icon"');
    expect(html).toContain('enctype="multipart/form-data"');
    expect(html).toContain('has no picture yet');
    expect(html).not.toContain('Remove');
  });

  test('saves a square of 400 pixels and goes back to the page', async () => {
    expect(await save(png(400))).toMatchObject({ status: 303, location: at() });
    const { html } = await builder.get(at('/icon'));
    expect(html).toMatch(new RegExp(`class="tile large"[^>]*>${IMAGE.source}`));
    expect(html).not.toContain('data-tone="warn"');
  });

  test('takes any other picture as well, and says what is not as recommended', async () => {
    expect(await save(png(300, 120))).toMatchObject({ status: 303, location: at('/icon') });
    const { html } = await builder.get(at('/icon'));
    expect(html).toContain('This picture has 300 × 120 pixels.');
    expect(await iconNow()).not.toBeNull();
  });

  test.each([
    ['a PNG that is called .jpg', async () => png(400), 'photo.jpg', 'image/jpeg'],
    ['a JPEG that is called a page', async () => await jpeg(400), 'page.html', 'text/html'],
    ['a GIF without a name of its own', async () => gif([400, 400]), 'icon', 'application/octet-stream'],
    ['an SVG that is called .png', async () => svg(), 'icon.png', 'image/png'],
  ])('goes by the content: %s', async (_what, file, name, type) => {
    expect((await save(await file(), name, type)).status).toBe(303);
    expect(await iconNow()).toMatch(/^[0-9a-f]{16}$/);
  });

  test.each([
    ['no file', async () => Buffer.alloc(0), 'There is no file'],
    ['a page', async () => Buffer.from('<p>'), 'This file is no PNG, JPEG, WebP, GIF or SVG image.'],
    ['a cut PNG', async () => png(400).subarray(0, 99), 'This PNG cannot be read'],
    ['a huge claim', async () => claimingPng(60_000, 60_000), 'This PNG has 60,000 × 60,000 pixels.'],
    ['an animated WebP', async () => await animatedWebp(400), 'This WebP is an animation'],
    ['a script', async () => svg('<script>alert(1)</script>'), 'This SVG has the element script.'],
    ['10 MB', async () => Buffer.alloc(10 * 1024 * 1024, 7), 'This file has 10 MB.'],
  ])('says what is wrong with %s beside the field, and the former icon stays', async (_what, file, words) => {
    await save(png(400));
    const before = await iconNow();
    const { status, html } = await save(await file());
    expect(status).toBe(422);
    expect(html).toContain('<dialog class="dialog" open="" id="icon"');
    expect(html).toMatch(/aria-invalid="true"/);
    expect(html).toContain(words);
    expect(html).toMatch(IMAGE);
    expect(await iconNow()).toBe(before);
  });

  test('refuses what is larger than any form with a page that says so', async () => {
    await save(png(400));
    const before = await iconNow();
    const { status, html } = await save(new Uint8Array(13 * 1024 * 1024));
    expect(status).toBe(413);
    expect(html).toContain('larger than 12 MB');
    expect(await iconNow()).toBe(before);
  });

  test('takes the picture away again', async () => {
    await save(png(400));
    expect((await builder.get(at('/icon'))).html).toContain(`formaction="${at('/icon/removal')}"`);
    expect(await builder.post(at('/icon/removal'))).toMatchObject({ status: 303, location: at() });
    expect(await iconNow()).toBeNull();
    expect((await builder.get(at())).html).toMatch(/class="tile"[^>]*><span aria-hidden="true">AO</);
  });
});
