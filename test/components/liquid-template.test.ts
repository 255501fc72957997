import { expect, test } from 'bun:test';
import { liquidTemplates } from '../../src/components/liquid-template/index.ts';
import { dataOf } from './context.ts';

const filled = (liquidTemplate: string, data: unknown = { name: 'Acme', list: [1, 2], at: '2026-01-31' }) =>
  dataOf(liquidTemplates, 'transform', { data, liquidTemplate });

test.each([
  ['Hello {{ name }}', 'Hello Acme'],
  ['{% for n in list %}{{ n | times: 2 }};{% endfor %}', '2;4;'],
  ['{{ nothing }}{{ name.constructor }}{{ list.length }}', '2'],
  ['{% if name == "Acme" %}yes{% else %}no{% endif %}', 'yes'],
  ['{{ at | date: "%d.%m.%Y" }}', '31.01.2026'],
])('%s becomes %s', async (template, text) => {
  expect(await filled(template)).toBe(text);
  expect(await filled(template, JSON.stringify({ name: 'Acme', list: [1, 2], at: '2026-01-31' }))).toBe(text);
});

test('data may be rows of keys and values', async () => {
  expect(await filled('{{ a }}', [{ key: 'a', value: 1 }])).toBe('1');
});

test('a template that is wrong, reads files or repeats itself without end is refused', async () => {
  await expect(filled('{{ name | shout }}')).rejects.toThrow('"Liquid template" cannot be filled in');
  await expect(filled('{% if %}')).rejects.toThrow('"Liquid template"');
  await expect(filled('{% include "/etc/passwd" %}')).rejects.toThrow('"Liquid template"');
  await expect(filled('{% for i in (1..900000000) %}x{% endfor %}')).rejects.toThrow('limit');
  await expect(filled('x', 'no object')).rejects.toThrow('"Data" must be an object');
});
