import { describe, expect, test } from 'bun:test';
import type { JsonForm } from '../../../src/lib/json-forms/controls.ts';
import { initialData } from '../../../src/lib/json-forms/defaults.ts';
import { describeForm } from '../../../src/lib/json-forms/describe.ts';
import { formErrors } from '../../../src/lib/json-forms/form-errors.ts';
import { everyPart, type FormPart } from '../../../src/lib/json-forms/parts.ts';
import { readForm } from '../../../src/lib/json-forms/read.ts';
import { dataFrom, randomOf, rootFrom } from './generated.ts';

const SHOP = {
  type: 'object',
  required: ['name', 'kind', 'isOpen'],
  properties: {
    name: { type: 'string', minLength: 2, description: 'As on invoices.' },
    note: { type: 'string' },
    stock: { type: 'integer', minimum: 0 },
    isOpen: { type: 'boolean' },
    kind: { type: 'string', oneOf: [{ const: 'b2b', title: 'Business' }, { const: 'b2c' }] },
    tags: { type: 'array', uniqueItems: true, items: { enum: ['new', 'sale'] } },
    lines: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['from'],
        properties: {
          from: { type: 'string' },
          to: { type: 'string', default: 'id' },
          unseen: { type: 'number' },
        },
      },
    },
    mails: { type: 'array', items: { type: 'string', format: 'email' } },
    address: {
      type: 'object',
      properties: {
        city: { type: 'string', default: 'Leipzig' },
        at: { type: 'string', format: 'date-time' },
      },
    },
    pay: {
      oneOf: [
        { title: 'By card', type: 'object', properties: { card: { type: 'string' } }, required: ['card'] },
        { title: 'By bank', type: 'object', properties: { iban: { type: 'string' } }, required: ['iban'] },
      ],
    },
  },
};

const control = (scope: string, more = {}) => ({ type: 'Control', scope: `#/properties/${scope}`, ...more });
const form = (uiSchema = {}, schema: JsonForm['schema'] = SHOP, data?: unknown): JsonForm => ({
  schema,
  uiSchema,
  data,
});

/** What a browser would send of a form that nobody has changed. */
function sentOf(parts: FormPart[], typed: Record<string, string> = {}) {
  const sent: Record<string, string> = {};
  const asked: string[] = [];
  for (const part of everyPart(parts)) {
    if (part.is !== 'field' && part.is !== 'rows' && part.is !== 'alternatives') continue;
    if (part.isDisabled) continue;
    asked.push(part.name);
    if (part.is === 'rows') {
      sent[`${part.name}.rows`] = String(part.rows.length);
      for (const row of part.rows) sent[`${row.name}.was`] = row.was;
    } else if (part.is === 'alternatives') {
      sent[part.name] = sent[`${part.name}.was`] = String(part.chosen);
    } else if (part.control.as === 'picks') {
      for (const option of part.control.chosen) sent[`${part.name}.o${option}`] = 'on';
    } else if (part.control.as === 'switch') {
      if (part.control.isOn) sent[part.name] = 'true';
    } else {
      sent[part.name] = part.control.value;
      if (part.control.as === 'json') sent[`${part.name}.json`] = '1';
    }
  }
  const all: Record<string, string> = { ...sent, asked: asked.join(' '), ...typed };
  return (name: string) => all[name] ?? '';
}

const FULL = {
  name: 'Nord',
  stock: 4,
  isOpen: true,
  kind: 'b2b',
  tags: ['sale'],
  lines: [
    { from: 'a', to: 'b', unseen: 7 },
    { from: 'c', to: 'd', unseen: 8 },
  ],
  mails: ['ada@example.com'],
  address: { city: 'Leipzig', at: '2026-01-31T08:00:00Z' },
  pay: { iban: 'DE02' },
  other: { kept: true },
};

describe('what a form asks', () => {
  test('each kind of value by a control of its own, required or not, with its help', () => {
    const parts = everyPart(describeForm(form(), FULL)).flatMap((part) =>
      part.is === 'field' ? [part] : [],
    );
    expect(parts.slice(0, 6).map(({ label, optional, control: { as } }) => [label, as, optional])).toEqual([
      ['Name', 'line', false],
      ['Note', 'line', true],
      ['Stock', 'number', true],
      ['Is Open', 'switch', false],
      ['Kind', 'pick', false],
      ['Tags', 'picks', true],
    ]);
    expect(parts[0]?.help).toBe('As on invoices.');
    expect(parts[4]?.control).toMatchObject({
      value: '0',
      options: [{ label: 'Business' }, { label: 'b2c' }],
    });
    expect(parts.at(-1)?.label).toBe('Iban');
  });

  test('layouts stand in one another, and options say how a text is typed', () => {
    const uiSchema = {
      type: 'Categorization',
      elements: [
        {
          type: 'Category',
          label: 'First',
          elements: [{ type: 'Label', text: 'Read this.' }, control('note', { options: { multi: true } })],
        },
        {
          type: 'Category',
          label: 'Second',
          elements: [
            {
              type: 'Group',
              label: 'Both',
              elements: [
                {
                  type: 'HorizontalLayout',
                  elements: [
                    control('name', { options: { format: 'password' } }),
                    control('stock', { label: 'Left' }),
                  ],
                },
              ],
            },
          ],
        },
      ],
    };
    expect(describeForm(form(uiSchema), FULL)).toMatchObject([
      {
        is: 'sections',
        sections: [
          { label: 'First', parts: [{ is: 'text', text: 'Read this.' }, { control: { as: 'lines' } }] },
          {
            label: 'Second',
            parts: [
              {
                is: 'group',
                label: 'Both',
                parts: [
                  { is: 'line', parts: [{ control: { type: 'password', value: '' } }, { label: 'Left' }] },
                ],
              },
            ],
          },
        ],
      },
    ]);
  });

  test('a rule hides or disables for the data as it is', () => {
    const rule = { effect: 'SHOW', condition: { scope: '#/properties/isOpen', schema: { const: true } } };
    const disabled = {
      effect: 'DISABLE',
      condition: { type: 'LEAF', scope: '#/properties/stock', expectedValue: 4 },
    };
    const uiSchema = {
      type: 'VerticalLayout',
      elements: [control('note', { rule }), control('name', { rule: disabled })],
    };
    const asked = (data: unknown) =>
      describeForm(form(uiSchema), data).map((part) => part.is === 'field' && [part.name, part.isDisabled]);
    expect(asked(FULL)).toEqual([
      ['0', false],
      ['1', true],
    ]);
    expect(asked({ isOpen: false })).toEqual([['1', false]]);
  });

  test('a schema that comes again in itself has an end, and its value is JSON there', () => {
    const schema: JsonForm['schema'] = {
      type: 'object',
      properties: { name: { type: 'string' }, child: { $ref: '#' } },
    };
    const parts = everyPart(describeForm(form({}, schema), { child: { name: 'a' } }));
    expect(parts.flatMap((part) => (part.is === 'field' ? part.control.as : []))).toEqual([
      'line',
      'line',
      'json',
    ]);
  });

  test('a choice that is not offered any more is kept and marked', () => {
    const parts = describeForm(form({ type: 'VerticalLayout', elements: [control('kind')] }), {
      kind: 'old',
    });
    expect(parts).toMatchObject([
      { control: { value: 'kept', options: [{}, {}, { label: 'old (not offered)' }] } },
    ]);
    expect(
      readForm(form({ type: 'VerticalLayout', elements: [control('kind')] }), { kind: 'old' }, sentOf(parts))
        .data,
    ).toEqual({ kind: 'old' });
  });

  test('at first it holds its own data, and the defaults of its schema', () => {
    expect(initialData(form({}, SHOP, { name: 'Own' }))).toEqual({
      name: 'Own',
      address: { city: 'Leipzig' },
    });
  });
});

describe('a form that was sent', () => {
  test('changes nothing where nobody has changed anything, and keeps what it does not ask for', () => {
    expect(readForm(form(), FULL, sentOf(describeForm(form(), FULL))).data).toEqual(FULL);
  });

  test('is read by the types of its schema; what is empty is left out', () => {
    const typed = {
      '0': ' Süd ',
      '1': '',
      '2': '',
      '3': '',
      '4': '1',
      '6.r0.0': 'x',
      '8.d.1': '2026-02-01T10:30',
    };
    const { data } = readForm(form(), FULL, sentOf(describeForm(form(), FULL), typed));
    expect(data).toMatchObject({
      name: 'Süd',
      isOpen: false,
      kind: 'b2c',
      lines: [{ from: 'x', unseen: 7 }, {}],
      address: { at: '2026-02-01T10:30:00Z' },
    });
    expect(data).not.toHaveProperty('stock');
    expect(data).not.toHaveProperty('note');
  });

  test.each([
    [
      '6 add 0',
      [
        ['a', 7],
        ['c', 8],
        [undefined, undefined],
      ],
    ],
    ['6 remove 0', [['c', 8]]],
    [
      '6 up 1',
      [
        ['c', 8],
        ['a', 7],
      ],
    ],
    [
      '6 down 0',
      [
        ['c', 8],
        ['a', 7],
      ],
    ],
    [
      '6 up 0',
      [
        ['a', 7],
        ['c', 8],
      ],
    ],
    [
      'other',
      [
        ['a', 7],
        ['c', 8],
      ],
    ],
  ])('a button of a list changes its rows, and each keeps what no field asks for: %s', (pressed, rows) => {
    const layout = {
      type: 'VerticalLayout',
      elements: [
        ...Array(6).fill({ type: 'Label', text: '' }),
        control('lines', {
          options: { detail: { type: 'VerticalLayout', elements: [control('from'), control('to')] } },
        }),
      ],
    };
    const changed = readForm(form(layout), FULL, sentOf(describeForm(form(layout), FULL), { do: pressed }));
    // What is printed after it, and sent once more without a change.
    const again = describeForm(form(layout), changed.data, { remembered: changed.remembered });
    const { data } = readForm(form(layout), FULL, sentOf(again));
    const lines: unknown = data && Reflect.get(data, 'lines');
    expect(Array.isArray(lines) && lines.map(({ from, unseen }) => [from, unseen])).toEqual(rows);
  });

  test('another of several schemas begins anew, and is remembered although nothing fits yet', () => {
    const first = describeForm(form(), FULL);
    const { data, remembered } = readForm(form(), FULL, sentOf(first, { '9': '0' }));
    expect(data).toMatchObject({ pay: {} });
    expect(everyPart(describeForm(form(), data, { remembered })).at(-1)).toMatchObject({ label: 'Card' });
  });

  test('a password that is left empty stays, and one field that was not there changes nothing', () => {
    const secret = form({
      type: 'VerticalLayout',
      elements: [
        control('name', { options: { format: 'password' } }),
        control('note', { options: { readonly: true } }),
      ],
    });
    const before = { name: 'hidden', note: 'fixed' };
    expect(readForm(secret, before, sentOf(describeForm(secret, before), { '1': 'forged' })).data).toEqual(
      before,
    );
  });

  test('of any schema, layout and data changes nothing that it is not told to', () => {
    for (let seed = 1; seed <= 150; seed += 1) {
      const random = randomOf(seed);
      const [made, data] = [form({}, rootFrom(random)), dataFrom(random)];
      const { data: first } = readForm(made, data, sentOf(describeForm(made, data)));
      const { data: second } = readForm(made, first, sentOf(describeForm(made, first)));
      expect([seed, second]).toEqual([seed, first]);
    }
  });
});

describe('what is wrong with a form', () => {
  test('is told at its field, in the order of the form, in plain words', () => {
    const data = {
      ...{
        name: 'x',
        stock: -1.5,
        kind: 'old',
        tags: ['sale', 'sale'],
        lines: [{ to: 1 }],
        mails: ['ada', 'b@example.com'],
      },
      ...{ isOpen: 'yes', pay: {} },
    };
    expect(formErrors(form(), data, 'Shop')).toEqual([
      { name: '0', message: 'Name must have at least 2 characters.' },
      { name: '2', message: 'Stock must be a whole number.' },
      { name: '3', message: 'Is Open must be true or false.' },
      { name: '4', message: 'Kind must be one of those that are offered.' },
      { name: '5', message: 'Tags has the same more than once.' },
      { name: '6.r0.0', message: 'From needs a value.' },
      { name: '6.r0.1', message: 'To must be a text.' },
      { name: '7.r0', message: 'Mails 1 must be an e-mail address, such as ada@example.com.' },
      { name: '9.a0.0', message: 'Card needs a value.' },
    ]);
  });

  test('is told of the form where no field asks for it, and not told of what a rule hides', () => {
    const rule = { effect: 'HIDE', condition: {} };
    const hidden = form({ type: 'VerticalLayout', elements: [control('name', { rule })] });
    expect(formErrors(hidden, { isOpen: true }, 'Shop')).toEqual([
      { name: '', message: 'Shop, kind needs a value.' },
    ]);
  });

  test('a pattern that could take for ever is not tried, and a schema that refers to nothing refuses nothing', () => {
    const slow = {
      type: 'object',
      properties: {
        name: { type: 'string', pattern: '^(ab*)+$' },
        code: { type: 'string', pattern: '^[A-Z]{2}$' },
      },
    };
    const data = { name: 'other', code: 'x' };
    expect(formErrors(form({}, slow), data, 'Shop')).toEqual([
      { name: '1', message: 'Code must be of the form ^[A-Z]{2}$.' },
    ]);
    expect(formErrors(form({}, { $ref: '#/definitions/none' }), {}, 'Shop')).toEqual([]);
  });
});
