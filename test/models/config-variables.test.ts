import { expect, test } from 'bun:test';
import { builtInCatalog } from '../../src/components/registry.ts';
import type { CompiledConfigVariable } from '../../src/definition/compile/compiled.ts';
import type { ConfigVar } from '../../src/definition/document/schema.ts';
import { MASK } from '../../src/lib/secret-fields.ts';
import {
  checkConfigVariables,
  missingConfigVariables,
  missingIssues,
  runtimeValue,
} from '../../src/models/config-variables.ts';
import { compileDefinition } from '../definition/compiled.ts';
import { configured } from '../support/records.ts';

function compiled(variables: ConfigVar[]): CompiledConfigVariable[] {
  return compileDefinition(configured(variables), builtInCatalog).configVars;
}

function only(more: Partial<ConfigVar> & { dataType: string }): CompiledConfigVariable {
  const [variable] = compiled([{ key: 'It', ...more }]);
  if (!variable) throw new Error('There is one.');
  return variable;
}

function stored(variable: CompiledConfigVariable, value: unknown, before?: unknown): unknown {
  const { values, issues } = checkConfigVariables([variable], { It: value }, new Map([['It', before]]));
  if (issues.length > 0) throw new Error(issues.map((issue) => issue.message).join());
  return values.get('It');
}

function refused(variable: CompiledConfigVariable, value: unknown): string {
  const { values, issues } = checkConfigVariables([variable], { It: value }, new Map());
  expect(values.size).toBe(0);
  expect(issues.map((issue) => issue.path)).toEqual(['configVariables.It']);
  return issues[0]?.message ?? '';
}

const TAKEN: [type: Partial<ConfigVar> & { dataType: string }, given: unknown, kept: unknown][] = [
  [{ dataType: 'string' }, 'text', 'text'],
  [{ dataType: 'string' }, '', ''],
  [{ dataType: 'code' }, '{"a": 1}', '{"a": 1}'],
  [{ dataType: 'boolean' }, true, true],
  [{ dataType: 'boolean' }, 'false', false],
  [{ dataType: 'number' }, 1.5, 1.5],
  [{ dataType: 'number' }, ' -2e3 ', -2000],
  [{ dataType: 'date' }, '2026-01-31', '2026-01-31'],
  [{ dataType: 'timestamp' }, '2026-01-31T08:00:00Z', '2026-01-31T08:00:00Z'],
  [{ dataType: 'picklist', pickList: ['eu', 'us'] }, 'us', 'us'],
  [{ dataType: 'picklist' }, 'anything', 'anything'],
  [{ dataType: 'objectSelection' }, [{ object: { key: 'a' } }], [{ object: { key: 'a' } }]],
  [{ dataType: 'objectFieldMap' }, { fields: [] }, { fields: [] }],
  [{ dataType: 'jsonForm' }, { a: { b: [1] } }, { a: { b: [1] } }],
  [{ dataType: 'string', collectionType: 'valuelist' }, ['a', 'b'], ['a', 'b']],
  [{ dataType: 'number', collectionType: 'valuelist' }, ['1', 2], [1, 2]],
  [{ dataType: 'string', collectionType: 'keyvaluelist' }, { a: 'x' }, [{ key: 'a', value: 'x' }]],
  [
    { dataType: 'string', collectionType: 'keyvaluelist' },
    [{ key: 'a', value: 'x' }],
    [{ key: 'a', value: 'x' }],
  ],
];

test.each(TAKEN)('%j takes %j', (type, given, kept) => {
  expect(stored(only(type), given)).toEqual(kept);
});

const REFUSED: [type: Partial<ConfigVar> & { dataType: string }, given: unknown, message: string][] = [
  [{ dataType: 'string' }, 5, 'It must be a text.'],
  [{ dataType: 'string' }, null, 'It must be a text.'],
  [{ dataType: 'boolean' }, 'yes', 'It must be true or false.'],
  [{ dataType: 'number' }, 'ten', 'It must be a number.'],
  [{ dataType: 'number' }, '', 'It must be a number.'],
  [{ dataType: 'number' }, Number.POSITIVE_INFINITY, 'It must be a number.'],
  [{ dataType: 'number' }, true, 'It must be a number.'],
  [{ dataType: 'date' }, 'soon', 'It must be a date, such as 2026-01-31.'],
  [{ dataType: 'timestamp' }, 1, 'It must be a timestamp, such as 2026-01-31.'],
  [{ dataType: 'picklist', pickList: ['eu', 'us'] }, 'asia', 'It must be one of eu, us.'],
  [{ dataType: 'picklist', pickList: ['1', '2'] }, 1, 'It must be a text.'],
  [{ dataType: 'jsonForm' }, null, 'It must be a JSON value.'],
  [{ dataType: 'string', collectionType: 'valuelist' }, 'a', 'It must be a list.'],
  [
    { dataType: 'number', collectionType: 'valuelist' },
    [1, 'x'],
    'It must be a list whose items fit: It must be a number.',
  ],
  [{ dataType: 'string', collectionType: 'keyvaluelist' }, ['a'], 'It must be a list of { key, value }.'],
  [{ dataType: 'string', collectionType: 'keyvaluelist' }, 'a', 'It must be a list of { key, value }.'],
  [{ dataType: 'schedule' }, 5, 'It must be a cron line, such as */15 * * * *.'],
];

test.each(REFUSED)('%j refuses %j', (type, given, message) => {
  expect(refused(only(type), given)).toBe(message);
});

test('a schedule is taken as a cron line, or with its zone as a form sends it', () => {
  const variable = only({ dataType: 'schedule', timeZone: 'Europe/Zurich' });
  expect(stored(variable, '0 8 * * *')).toEqual({
    value: '0 8 * * *',
    schedule_type: 'custom',
    time_zone: 'Europe/Zurich',
  });
  const given = { value: '*/5 * * * *', schedule_type: 'minute', time_zone: 'America/New_York' };
  expect(stored(variable, given)).toEqual(given);
  expect(stored(only({ dataType: 'schedule' }), '0 8 * * *')).toMatchObject({ time_zone: 'UTC' });
});

test('a schedule that is no cron line, has no such zone or never fires is refused', () => {
  const variable = only({ dataType: 'schedule' });
  expect(refused(variable, 'every day')).toContain('every day');
  expect(refused(variable, '61 * * * *')).toContain('61 * * * *');
  expect(refused(variable, { value: '0 8 * * *', time_zone: 'Mars/Base' })).toContain('Mars/Base');
  expect(refused(variable, '0 0 30 2 *')).toContain('never');
});

test('an unknown variable is refused with the names that there are, and all faults are told at once', () => {
  const variables = compiled([
    { key: 'Region', dataType: 'string' },
    { key: 'Count', dataType: 'number' },
  ]);
  const given = { Regoin: 'eu', Count: 'x', Region: 'eu' };
  const { values, issues } = checkConfigVariables(variables, given, new Map());
  expect([...values]).toEqual([['Region', 'eu']]);
  expect(issues).toEqual([
    {
      path: 'configVariables.Regoin',
      message: 'There is no config variable Regoin; this version has: Region, Count.',
    },
    { path: 'configVariables.Count', message: 'Count must be a number.' },
  ]);
});

test('of a hundred thousand faults a hundred are told', () => {
  const given = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`k${index}`, 1]));
  expect(checkConfigVariables([], given, new Map()).issues).toHaveLength(100);
});

test('a required variable is missing until it has a value or a default', () => {
  const variables = compiled([
    { key: 'Needed', dataType: 'string' },
    { key: 'Preset', dataType: 'string', defaultValue: 'eu' },
    { key: 'Ticked', dataType: 'boolean' },
    { key: 'Many', dataType: 'string', collectionType: 'valuelist' },
    { key: 'System', dataType: 'connection', connection: { key: 'apiKey', component: { key: 'http' } } },
  ]);
  expect(missingConfigVariables(variables, new Map())).toEqual(['Needed', 'System']);
  expect(missingIssues(variables, new Map([['System', { fields: {} }]]))).toEqual([
    { path: 'configVariables.Needed', message: 'Needed needs a value.' },
  ]);
});

const connection = only({
  dataType: 'connection',
  connection: { key: 'oauth2', component: { key: 'http' } },
});

test('a connection is taken as its fields alone, or with its token', () => {
  expect(stored(connection, { apiKey: 'k' })).toEqual({ fields: { apiKey: 'k' } });
  const whole = { fields: { clientId: 'c' }, token: { access_token: 't' } };
  expect(stored(connection, whole)).toEqual(whole);
  for (const wrong of ['key', ['key'], { fields: 'key' }, { fields: {}, token: 'raw' }])
    expect(refused(connection, wrong)).toStartWith('It');
});

test('a mask that is sent back keeps the secret that it stands for, at any depth', () => {
  const before = {
    fields: { clientId: 'c', clientSecret: 'deep-secret', headers: { auth: 'inner-secret' } },
    token: { access_token: 'token-secret', expires_in: 5 },
  };
  const changed = {
    fields: { clientId: 'new', clientSecret: MASK, headers: { auth: MASK } },
    token: { access_token: MASK, expires_in: 5 },
  };
  expect(stored(connection, changed, before)).toEqual({
    fields: { clientId: 'new', clientSecret: 'deep-secret', headers: { auth: 'inner-secret' } },
    token: before.token,
  });
  expect(stored(connection, { fields: { clientSecret: MASK } }, before)).toEqual({
    fields: { clientSecret: 'deep-secret' },
    token: before.token,
  });
});

test('a mask that stands for nothing stores nothing', () => {
  expect(stored(connection, { fields: { apiKey: MASK }, token: MASK })).toEqual({ fields: {} });
});

test('steps receive the default of a variable that has no value, in its data type', () => {
  const given = (type: Partial<ConfigVar> & { dataType: string }) => runtimeValue(only(type), undefined);
  expect(given({ dataType: 'string', defaultValue: 'eu' })).toBe('eu');
  expect(given({ dataType: 'number', defaultValue: '5' })).toBe(5);
  expect(given({ dataType: 'boolean', defaultValue: 'true' })).toBe(true);
  expect(given({ dataType: 'boolean' })).toBe(false);
  expect(given({ dataType: 'string' })).toBeUndefined();
  expect(given({ dataType: 'schedule', defaultValue: '0 8 * * *', timeZone: 'Europe/Zurich' })).toEqual({
    value: '0 8 * * *',
    schedule_type: 'custom',
    time_zone: 'Europe/Zurich',
  });
  expect(given({ dataType: 'jsonForm', defaultValue: '{"a":[1]}' })).toEqual({ a: [1] });
  expect(given({ dataType: 'string', collectionType: 'valuelist', defaultValue: '["a"]' })).toEqual(['a']);
  expect(given({ dataType: 'string', collectionType: 'valuelist' })).toEqual([]);
  expect(runtimeValue(only({ dataType: 'number', defaultValue: '5' }), 0)).toBe(0);
});

test('steps receive a connection with the fields that the definition fills in under those of the customer', () => {
  const variable = only({
    dataType: 'connection',
    connection: { key: 'basic', component: { key: 'http' } },
    inputs: { host: { type: 'value', value: 'https://shop.test' }, username: { type: 'value', value: 'us' } },
  });
  expect(runtimeValue(variable, { fields: { username: 'acme', password: 'p' } })).toEqual({
    key: 'basic',
    configVarKey: 'It',
    fields: { host: 'https://shop.test', username: 'acme', password: 'p' },
  });
  expect(runtimeValue(variable, undefined)).toMatchObject({ fields: { username: 'us' } });
});
