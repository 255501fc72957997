import { describe, expect, test } from 'bun:test';
import * as v from 'valibot';
import {
  emailIssue,
  fieldWarnings,
  nameIssue,
  organizationNameIssue,
  sent,
  typed,
} from '../../src/models/fields.ts';
import * as api from '../../src/web/api/schemas.ts';
import { labelList } from '../../src/web/kit/label-list.ts';

const long = (length: number) => 'x'.repeat(length);
const takes = (schema: v.GenericSchema, value: unknown) => v.safeParse(schema, value).success;

describe('pages and API take the same texts', () => {
  test.each([
    ['a name of 200 characters', typed.name(), api.name, long(200), true],
    ['a name of 201 characters', typed.name(), api.name, long(201), false],
    ['a name of spaces alone', typed.name(), api.name, '   ', false],
    ['a name with a zero character', typed.name(), api.name, 'a\0b', false],
    ['a name with half a character', typed.name(), api.name, 'a\ud800', false],
    ['a name whose spaces alone are too many', typed.name(), api.name, `a${long(0).padEnd(300)}`, true],
    ['no description', typed.description, api.description, '', true],
    ['a description of 20,000 characters', typed.description, api.description, long(20_000), true],
    ['a description of 20,001 characters', typed.description, api.description, long(20_001), false],
    ['no category', typed.category, api.category, '', true],
    ['a category of 101 characters', typed.category, api.category, long(101), false],
    ['an external id of 201 characters', typed.externalId, api.externalId, long(201), false],
    ['a note of 20,001 characters', typed.note('Say it.'), sent.note('must be said'), long(20_001), false],
  ])('%s', (_, form, program, value, isTaken) => {
    expect([takes(form, value), takes(program, value)]).toEqual([isTaken, isTaken]);
  });

  const many = Array.from({ length: 51 }, (_, n) => `l${n}`);
  const longest = Array.from({ length: 50 }, (_, n) => `${n}`.padStart(100, 'x'));
  test.each<[string, string[], boolean]>([
    ['no label', [], true],
    ['50 labels of 100 characters', longest, true],
    ['a label of 101 characters', ['ok', long(101)], false],
    ['51 labels', many, false],
    ['one label 60 times', Array(60).fill('eu'), true],
    ['a label with a zero character', ['a\0'], false],
  ])('labels: %s', (_, labels, isTaken) => {
    expect([takes(labelList, labels.join(', ')), takes(api.labels, labels)]).toEqual([isTaken, isTaken]);
  });

  test('a label that comes twice is kept once', () => {
    expect(v.parse(labelList, ' eu, vip ,eu,, ')).toEqual(['eu', 'vip']);
    expect(v.parse(api.labels, ['eu', ' vip', 'eu '])).toEqual(['eu', 'vip']);
  });
});

test('a person is told in a sentence, a program in words that follow the name of the field', () => {
  const said = (schema: v.GenericSchema, value: unknown) => v.safeParse(schema, value).issues?.[0].message;
  expect(said(typed.name('Type a name.'), ' ')).toBe('Type a name.');
  expect(said(api.name, ' ')).toBe('must not be empty');
  expect(said(typed.name(), long(201))).toBe('This is longer than 200 characters. Shorten it.');
  expect(said(api.name, long(201))).toBe('must have at most 200 characters');
  expect(said(labelList, long(101))).toBe('A label is longer than 100 characters. Shorten it.');
  expect(said(api.labels, [long(101)])).toBe('must have at most 100 characters');
});

test('a definition that breaks the rules of texts is warned of, field by field', () => {
  const fine = { name: 'Orders', description: null, category: 'ERP', labels: ['eu', 'eu'] };
  expect(fieldWarnings(fine)).toEqual([]);
  expect(fieldWarnings({ name: 'Orders' })).toEqual([]);
  const odd = { name: long(201), description: long(20_001), category: 'a\0', labels: ['eu', long(101)] };
  const found = fieldWarnings(odd);
  expect(found.map(({ path }) => path)).toEqual(['name', 'description', 'category', 'labels[1]']);
  expect(new Set(found.map(({ severity }) => severity))).toEqual(new Set(['warning']));
  expect(fieldWarnings({ name: ' ', labels: Array.from({ length: 51 }, (_, n) => `${n}`) })).toMatchObject([
    { path: 'name', message: 'The integration has no name: give it one.' },
    { path: 'labels', message: 'These are more than 50 labels. Leave some out.' },
  ]);
});

test.each([
  ['nothing', ' ', 'Give a name.'],
  ['too long a name', long(201), 'Give a name of at most 200 characters.'],
  ['two lines', 'Ada\nEve', 'This holds a character that cannot be stored. Type it anew.'],
  ['half a character', 'Ada \ud83d', 'This holds a character that cannot be stored. Type it anew.'],
  ['a name', ' Ada ', undefined],
])('the name of a person: %s', (_, name, message) => {
  expect(nameIssue(name)).toBe(message);
  expect(organizationNameIssue(name)).toBe(
    message === 'Give a name.' ? 'Give the organization’s name.' : message,
  );
});

test.each([
  ['', 'Give an e-mail address.'],
  ['ada', 'ada is not an e-mail address.'],
  [`${long(250)}@a.de`, `${long(250)}@a.de is not an e-mail address.`],
  [' Ada@Example.com ', undefined],
])('an e-mail address: %j', (address, message) => {
  expect(emailIssue(address)).toBe(message);
});
