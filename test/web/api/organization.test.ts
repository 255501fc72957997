import { afterAll, expect, test } from 'bun:test';
import { setLogo } from '../../../src/models/organization.ts';
import { call, issuePaths, openDesk } from '../../support/app.ts';

const desk = openDesk();
const { app, deps } = desk;
afterAll(desk.close);

test('name and accent of the organization are read and changed, each by itself', async () => {
  const before = await call(app, 'GET', '/organization');
  const ours = {
    accent: null,
    hasLogo: false,
    radius: null,
    theme: null,
    font: null,
    isCatalogueOpen: false,
    mailsCustomers: true,
  };
  expect(before.json).toEqual({ ...ours, name: 'Stepwell' });
  const named = await call(app, 'PATCH', '/organization', { name: ' Larkfield ' });
  expect(named.json).toEqual({ ...ours, name: 'Larkfield' });
  const coloured = await call(app, 'PATCH', '/organization', { accent: '#0F766E' });
  expect(coloured.json).toEqual({ ...ours, name: 'Larkfield', accent: '#0f766e' });
  expect((await call(app, 'GET', '/organization')).json).toEqual(coloured.json);
  expect((await call(app, 'PATCH', '/organization', { accent: null })).json).toMatchObject({ accent: null });
});

test('a logo that a page was given is told, and stays', async () => {
  const png = Buffer.from('89504e470d0a1a0a0000', 'hex');
  await deps.store.write((tx) => setLogo(tx, png));
  expect((await call(app, 'PATCH', '/organization', { name: 'Other' })).json).toMatchObject({
    hasLogo: true,
  });
});

test('what is wrong or unknown is told, and changes nothing', async () => {
  const before = await call(app, 'GET', '/organization');
  const refused = async (body: object) => issuePaths(await call(app, 'PATCH', '/organization', body));
  expect(await refused({ name: ' ', accent: 'red' })).toEqual(['name', 'accent']);
  expect(await refused({ name: 'Fine', accent: '#12345' })).toEqual(['accent']);
  expect(await refused({ name: null, accent: 5, logo: 'x' })).toEqual(['name', 'accent', 'logo']);
  expect((await call(app, 'GET', '/organization')).json).toEqual(before.json);
});
