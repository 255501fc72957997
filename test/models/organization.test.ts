import { expect, test } from 'bun:test';
import {
  getLogo,
  getOrganization,
  removeLogo,
  setLogo,
  updateOrganization,
} from '../../src/models/organization.ts';
import { refusal } from '../support/records.ts';
import { shelf } from '../support/stores.ts';

const at = shelf();
const update = (changes: Parameters<typeof updateOrganization>[1]) =>
  at.store.write((tx) => updateOrganization(tx, changes));
const show = (bytes: Uint8Array) => at.store.write((tx) => setLogo(tx, bytes));
const image = (head: string, size = 100) => Buffer.concat([Buffer.from(head, 'latin1'), Buffer.alloc(size)]);
const PNG = '\x89PNG\r\n\x1a\n';

const OURS = {
  ...{ accent: null, logo: null, radius: null, theme: null, font: null },
  ...{ isCatalogueOpen: false, mailsCustomers: true },
};

test('an organization has our name and look until it has its own', async () => {
  expect(await getOrganization(at.store.read)).toEqual({ ...OURS, name: 'Stepwell' });
  await update({ name: ' Northwind ' });
  expect(await update({ accent: '#0F766E' })).toEqual({ ...OURS, name: 'Northwind', accent: '#0f766e' });
  expect(await update({ accent: null })).toEqual({ ...OURS, name: 'Northwind' });
  const look = {
    radius: 14,
    theme: 'dark',
    font: 'serif',
    isCatalogueOpen: true,
    mailsCustomers: false,
  } as const;
  expect(await update(look)).toEqual({ ...OURS, ...look, name: 'Northwind' });
  const none = { radius: null, theme: null, font: null, isCatalogueOpen: false, mailsCustomers: true };
  expect(await update(none)).toEqual({ ...OURS, name: 'Northwind' });
});

test('a colour is six digits and nothing that a style sheet could take for more; a name is not empty', async () => {
  for (const accent of ['', 'red', '#fff', '#12345g', '#1234567', '#123456;}', ' #123456', '#123456\n'])
    expect((await refusal(update({ accent }))).issues.map(({ path }) => path)).toEqual(['accent']);
  const { code, issues } = await refusal(update({ name: ' ', accent: 'red' }));
  expect([code, issues.map(({ path }) => path)]).toEqual(['invalid', ['name', 'accent']]);
  for (const name of ['x'.repeat(201), 'a\0b'])
    expect((await refusal(update({ name }))).code).toBe('invalid');
});

test.each([
  ['image/png', PNG],
  ['image/jpeg', '\xff\xd8\xff\xe0'],
  ['image/webp', 'RIFF\x00\x01\x02\x0aWEBP'],
])('a logo of the type %s is kept as it is, under a hash that changes with it', async (type, head) => {
  await show(image(head));
  const first = await getLogo(at.store.read);
  expect<string | undefined>(first?.type).toBe(type);
  expect(first?.hash).toMatch(/^[0-9a-f]{16}$/);
  expect(Buffer.from(first?.bytes ?? []).equals(image(head))).toBe(true);
  expect((await getOrganization(at.store.read)).logo).toBe(first?.hash ?? '');
  await show(image(head, 101));
  expect((await getLogo(at.store.read))?.hash).not.toBe(first?.hash);
  await at.store.write(removeLogo);
  expect(await getLogo(at.store.read)).toBeUndefined();
  expect((await getOrganization(at.store.read)).logo).toBeNull();
});

test('what is no such image, or larger than 256 KB, is refused and the former one stays', async () => {
  await show(image(PNG, 256 * 1024 - 8));
  const before = await getLogo(at.store.read);
  const wrong = [
    '',
    '<svg xmlns="http://www.w3.org/2000/svg"/>',
    'GIF89a',
    '<script>',
    ' \x89PNG\r\n\x1a\n',
    'RIFF',
  ];
  for (const head of wrong) {
    const { code, issues } = await refusal(show(image(head)));
    expect([code, issues.map(({ path }) => path)]).toEqual(['invalid', ['logo']]);
  }
  expect((await refusal(show(image(PNG, 256 * 1024)))).message).toContain('257 KB');
  expect(await getLogo(at.store.read)).toEqual(before);
});
