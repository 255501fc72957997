import { describe, expect, test } from 'bun:test';
import type { Declared, Kind, Typed } from '../../src/inputs/kind.ts';
import { KINDS, kindOf } from '../../src/inputs/registry.ts';
import { MASK } from '../../src/lib/secret-fields.ts';
import { inHelp, shown } from '../support/help-tables.ts';

const plain: Declared = {
  label: 'Limit',
  options: [],
  required: false,
  fallback: undefined,
  placeholder: undefined,
  timeZone: undefined,
};
const SELECTED = [{ object: { key: 'deal', label: 'Deal' }, fields: [{ key: 'id' }] }];
/** Of kinds that do not take every JSON value. */
const HELD = new Map<Kind, unknown>([
  [KINDS.objectSelection, SELECTED],
  [KINDS.objectFieldMap, { fields: [{ field: { key: 'id' } }] }],
  [KINDS.number, 4],
  [KINDS.boolean, true],
]);
const choice = { ...plain, options: [{ value: 'eu', label: 'Europe' }] };
const typing =
  (parts: Record<string, string>): Typed =>
  (part = '') =>
    parts[part] ?? '';

const list = kindOf({ type: 'string', collection: 'valuelist' });
const pairs = kindOf({ type: 'number', collection: 'keyvaluelist' });
const hiddenText = kindOf({ type: 'text', isHidden: true });

describe('a value that is given', () => {
  test.each<[string, Kind, Declared, unknown, unknown]>(
    inHelp<[string, Kind, Declared, unknown, unknown]>(
      {
        section: 'Values of config variables',
        columns: ['Value', 'Given', 'Kept'],
        cells: ([what, , , value, checked]) => [what, shown(value), shown(checked)],
      },
      [
        ['text', KINDS.string, plain, 'a', { ok: true, value: 'a' }],
        ['a number as text', KINDS.string, plain, 4, { ok: false, message: 'Limit must be a text.' }],
        ['a number', KINDS.number, plain, '4.5', { ok: true, value: 4.5 }],
        ['no number', KINDS.number, plain, '', { ok: false, message: 'Limit must be a number.' }],
        ['true', KINDS.boolean, plain, 'true', { ok: true, value: true }],
        ['a word', KINDS.boolean, plain, 'yes', { ok: false, message: 'Limit must be true or false.' }],
        ['a choice', KINDS.picklist, choice, 'eu', { ok: true, value: 'eu' }],
        ['no choice', KINDS.picklist, choice, 'us', { ok: false, message: 'Limit must be one of eu.' }],
        ['any text where none is named', KINDS.picklist, plain, 'us', { ok: true, value: 'us' }],
        ['a date', KINDS.date, plain, '2026-01-31', { ok: true, value: '2026-01-31' }],
        [
          'no date',
          KINDS.date,
          plain,
          'soon',
          { ok: false, message: 'Limit must be a date, such as 2026-01-31.' },
        ],
        ['an object', KINDS.structuredObject, plain, { a: 1 }, { ok: true, value: { a: 1 } }],
        ['chosen objects', KINDS.objectSelection, plain, SELECTED, { ok: true, value: SELECTED }],
        [
          'no chosen objects',
          KINDS.objectSelection,
          plain,
          { a: 1 },
          {
            ok: false,
            message: 'Limit must be a list of { object: { key, label }, fields: [{ key, label }] }.',
          },
        ],
        [
          'a mapping, without what it was offered',
          KINDS.objectFieldMap,
          plain,
          { fields: [{ field: { key: 'id' }, mappedField: { key: 'Id' } }], options: [] },
          { ok: true, value: { fields: [{ field: { key: 'id' }, mappedField: { key: 'Id' } }] } },
        ],
        [
          'no mapping',
          KINDS.objectFieldMap,
          plain,
          [],
          { ok: false, message: 'Limit must be { fields: [{ field: { key, label }, mappedField }] }.' },
        ],
        ['nothing', KINDS.jsonForm, plain, null, { ok: false, message: 'Limit must be a JSON value.' }],
        ['a list', list, plain, ['a', 'b'], { ok: true, value: ['a', 'b'] }],
        [
          'a list of others',
          list,
          plain,
          [1],
          { ok: false, message: 'Limit must be a list whose items fit: Limit must be a text.' },
        ],
        ['an object for pairs', pairs, plain, { a: 1 }, { ok: true, value: [{ key: 'a', value: 1 }] }],
        [
          'text for pairs',
          pairs,
          plain,
          'a',
          { ok: false, message: 'Limit must be a list of { key, value }.' },
        ],
        [
          'a cron line',
          KINDS.schedule,
          { ...plain, timeZone: 'Europe/Berlin' },
          '0 6 * * *',
          { ok: true, value: { value: '0 6 * * *', schedule_type: 'custom', time_zone: 'Europe/Berlin' } },
        ],
      ],
    ),
  )('is checked: %s', (_what, kind, declared, value, checked) => {
    expect<unknown>(kind.check(value, declared)).toEqual(checked);
  });
});

describe('what a form says', () => {
  test.each<[string, Kind, Record<string, string>, unknown]>(
    inHelp<[string, Kind, Record<string, string>, unknown]>(
      {
        section: 'Fields of forms',
        columns: ['Field', 'Typed', 'Read'],
        cells: ([what, , parts, answer]) => [what, shown(parts), shown(answer)],
      },
      [
        ['text without its margin', KINDS.string, { '': ' a ' }, { is: 'value', value: 'a' }],
        ['nothing', KINDS.string, { '': '  ' }, { is: 'empty' }],
        ['a password with its spaces', KINDS.password, { '': ' a ' }, { is: 'value', value: ' a ' }],
        ['code with its margin', KINDS.code, { '': ' a\r\nb' }, { is: 'value', value: ' a\nb' }],
        ['a secret of several lines', hiddenText, { '': 'a\r\nb' }, { is: 'value', value: 'a\nb' }],
        ['an unticked box', KINDS.boolean, {}, { is: 'value', value: 'false' }],
        [
          'an instant',
          KINDS.timestamp,
          { '': '2026-01-31T06:00' },
          { is: 'value', value: '2026-01-31T06:00Z' },
        ],
        ['lines', list, { '': 'a\n\n b ' }, { is: 'value', value: ['a', 'b'] }],
        ['a list as JSON', list, { '': '["a\\nb"]', json: '1' }, { is: 'value', value: ['a\nb'] }],
        ['pairs', pairs, { '': 'a: 1' }, { is: 'value', value: [{ key: 'a', value: '1' }] }],
        [
          'no pair',
          pairs,
          { '': 'a' },
          { is: 'wrong', message: '“a” has no key and colon: write “key: value”.' },
        ],
        [
          'a schedule',
          KINDS.schedule,
          { '': '0 6 * * *', zone: 'UTC' },
          { is: 'value', value: { value: '0 6 * * *', schedule_type: 'custom', time_zone: 'UTC' } },
        ],
        ...(
          [
            ['minutes', { unit: 'minute', count: '20' }, '*/20 * * * *'],
            ['hours', { unit: 'hour', count: '6', minute: '5' }, '5 */6 * * *'],
            ['days', { unit: 'day', count: '1', time: '06:30' }, '30 6 * * *'],
            ['a week', { unit: 'week', weekday: '5', time: '6:30' }, '30 6 * * 5'],
            ['a cron line', { unit: 'custom', '': '1 2 3 * *' }, '1 2 3 * *'],
          ] as const
        ).map(([what, parts, value]): [string, Kind, Record<string, string>, unknown] => [
          `a schedule of ${what}`,
          KINDS.schedule,
          parts,
          { is: 'value', value: { value, schedule_type: 'custom' } },
        ]),
        ['no schedule', KINDS.schedule, { unit: 'none' }, { is: 'empty' }],
        [
          'a schedule of too many minutes',
          KINDS.schedule,
          { unit: 'minute', count: '90' },
          { is: 'wrong', message: 'Type a number from 1 to 59, or choose a cron line.' },
        ],
        [
          'a schedule at no time',
          KINDS.schedule,
          { unit: 'day', count: '1', time: '25:00' },
          { is: 'wrong', message: 'Type a time, for example 02:00.' },
        ],
        [
          'no JSON',
          KINDS.jsonForm,
          { '': '{' },
          { is: 'wrong', message: 'This cannot be read as JSON. Check its quotes, commas and brackets.' },
        ],
      ],
    ),
  )('is read: %s', (_what, kind, parts, answer) => {
    expect<unknown>(kind.read(typing(parts), plain)).toEqual(answer);
  });
});

describe('a value that holds', () => {
  test.each(Object.entries(KINDS))(
    'of the kind %s is shown in its field as it is read back',
    (_word, kind) => {
      if (kind.isSecret || kind === KINDS.conditional || kind === KINDS.schedule) return;
      const given = HELD.get(kind) ?? (kind.isJson ? { a: 1 } : '2026-01-31');
      const control = kind.control(given, plain, undefined);
      const text = 'value' in control ? control.value : control.as === 'switch' && control.isOn ? 'true' : '';
      const answer = kind.read(typing({ '': text }), plain);
      expect(answer.is).toBe('value');
      const checked = kind.check(answer.is === 'value' ? answer.value : undefined, plain);
      expect(checked.ok).toBe(true);
    },
  );

  test('is in no form and on no page where it is a secret', () => {
    for (const kind of [
      KINDS.password,
      hiddenText,
      kindOf({ type: 'string', collection: 'valuelist', isHidden: true }),
    ]) {
      expect(JSON.stringify(kind.control('sesame', plain, undefined))).not.toContain('sesame');
      expect(kind.lines('sesame')).toEqual([]);
      expect(kind.schema(plain).writeOnly).toBe(true);
    }
  });

  test('is no secret where it says whether something is on', () => {
    expect(kindOf({ type: 'boolean', isHidden: true })).toBe(KINDS.boolean);
  });

  test('that is a list of more than lines is typed as JSON', () => {
    expect(list.control(['a\nb'], plain, undefined)).toEqual({
      as: 'json',
      value: '[\n  "a\\nb"\n]',
      isForced: true,
    });
    expect(list.control(MASK, plain, undefined)).toEqual({ as: 'lines', value: '' });
  });
});
