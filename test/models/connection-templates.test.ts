import { expect, test } from 'bun:test';
import type { InputDeclaration } from '../../src/components/component.ts';
import { withTemplates } from '../../src/models/connection-templates.ts';

const input = (key: string, more: Partial<InputDeclaration> = {}): InputDeclaration => ({
  ...{ key, label: key, type: 'string' },
  ...more,
});
const template = (key: string, text: string) => input(key, { type: 'template', default: text, shown: false });
const inputs = [
  input('domain'),
  input('tenant'),
  template('tokenUrl', 'https://{{#domain}}/{{#tenant}}/token'),
  input('audience', { default: 'all', shown: false }),
  input('region', { default: 'eu' }),
];

test('a template is filled in from the fields beside it, and a hidden input has its default', () => {
  const fields = { domain: ' acme.example.com ', tenant: 7, note: 'x' };
  expect(withTemplates(fields, inputs)).toEqual({
    ...fields,
    audience: 'all',
    tokenUrl: 'https://acme.example.com/7/token',
  });
});

test('a template with an empty slot is no field, and its text goes to nobody', () => {
  expect(withTemplates({ domain: 'acme.example.com', tenant: '' }, inputs)).not.toHaveProperty('tokenUrl');
  expect(withTemplates({}, [template('a', '{{#constructor}}')])).toEqual({});
});

test('what is written into a definition is a template too', () => {
  const fields = { domain: 'acme.example.com', tokenUrl: 'https://eu.{{#domain}}/token' };
  expect(withTemplates(fields, inputs).tokenUrl).toBe('https://eu.acme.example.com/token');
});

test.each(['evil.example/#', 'evil.example?', 'a@evil.example', 'evil.example\\', 'x y'])(
  'no other host is made of a part of one: %s',
  (domain) => {
    const subdomain = [input('domain'), template('tokenUrl', 'https://{{#domain}}.shop.example/token')];
    expect(withTemplates({ domain }, subdomain)).not.toHaveProperty('tokenUrl');
  },
);

test('a component without templates changes no field', () => {
  expect(withTemplates({ apiKey: 'k' }, [input('apiKey'), input('scheme', { default: 'Basic' })])).toEqual({
    apiKey: 'k',
  });
});
