import { expect, test } from 'bun:test';
import { baseUrl, flagOf, ownAddresses, readSettings, SETTING_NAMES } from '../../src/lib/config.ts';
import { parseRules } from '../../src/lib/egress-rules.ts';
import { AppError } from '../../src/lib/errors.ts';

function refusal(flags: Record<string, string>, environment: Record<string, string>): AppError {
  try {
    readSettings(flags, environment);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('The settings were taken.');
}

test('without any setting the defaults hold', () => {
  const settings = readSettings({}, {});
  expect(settings.STEPWELL_PORT).toBe(8080);
  expect(settings.STEPWELL_HOST).toBe('127.0.0.1');
  expect(settings.STEPWELL_DATA).toEndWith('/data');
  expect(settings.STEPWELL_ADMIN_TOKEN).toBeUndefined();
  expect(settings.STEPWELL_MAX_EXECUTIONS).toBe(250);
});

test('a flag comes before the environment', () => {
  expect(readSettings({ port: '1' }, { STEPWELL_PORT: '2' }).STEPWELL_PORT).toBe(1);
  expect(readSettings({}, { STEPWELL_PORT: '2' }).STEPWELL_PORT).toBe(2);
});

test('what belongs to other programs is left alone', () => {
  expect(readSettings({}, { PATH: '/bin', STEP: 'x' }).STEPWELL_PORT).toBe(8080);
});

test.each([
  ['STEPWELL_PROT', 'STEPWELL_PORT'],
  ['STEPWELL_ADMINTOKEN', 'STEPWELL_ADMIN_TOKEN'],
  ['STEPWELL_Data', 'STEPWELL_DATA'],
])('the unknown name %s is refused with a suggestion', (name, meant) => {
  expect(refusal({}, { [name]: 'x' }).message).toContain(`Did you mean ${meant}?`);
});

test('an unknown flag is refused with a suggestion', () => {
  expect(refusal({ prot: '1' }, {}).message).toContain('Did you mean --port?');
});

test.each([
  ['STEPWELL_PORT', 'eighty'],
  ['STEPWELL_PORT', '70000'],
  ['STEPWELL_PORT', '-1'],
  ['STEPWELL_HOST', ' '],
  ['STEPWELL_URL', 'ftp://example.com'],
  ['STEPWELL_URL', 'example.com'],
  ['STEPWELL_KEY', 'abc'],
  ['STEPWELL_ADMIN_TOKEN', 'short'],
  ['STEPWELL_LOG', 'loud'],
  ['STEPWELL_DATABASE', 'oracle'],
  ['STEPWELL_MAX_EXECUTIONS', '0'],
  ['STEPWELL_SYNC_SECONDS', '1.5'],
  ['STEPWELL_SYNC_ANSWER', 'maybe'],
])('%s refuses “%s” and says why', (name, value) => {
  const error = refusal({}, { [name]: value });
  expect(error.issues.map(({ path }) => path)).toEqual([name]);
  expect(error.message).toContain(name);
});

test.each([
  ['STEPWELL_PORT', 0, 65_535],
  ['STEPWELL_MAX_EXECUTIONS', 1, 10_000],
  ['STEPWELL_MAX_EXECUTIONS_PER_INSTANCE', 1, 10_000],
  ['STEPWELL_MAX_RUN_SECONDS', 1, 86_400],
  ['STEPWELL_MAX_RESULT_MB', 1, 500],
  ['STEPWELL_MAX_STATE_MB', 1, 1024],
  ['STEPWELL_MAX_BODY_MB', 1, 512],
  ['STEPWELL_MAX_ATTACHMENT_MB', 1, 1024],
  ['STEPWELL_MAX_LOOP_ITERATIONS', 1, 1_000_000],
  ['STEPWELL_MAX_STEPS', 1, 10_000_000],
  ['STEPWELL_MAX_LOG_LINES', 1, 1_000_000],
  ['STEPWELL_MAX_LOG_MB', 1, 1024],
  ['STEPWELL_MAX_CROSS_FLOW_DEPTH', 1, 1000],
  ['STEPWELL_SYNC_SECONDS', 1, 600],
  ['STEPWELL_CODE_SECONDS', 1, 900],
  ['STEPWELL_KEEP_SUCCEEDED_DAYS', 1, 3650],
  ['STEPWELL_KEEP_FAILED_DAYS', 1, 3650],
  ['STEPWELL_KEEP_DATA_DAYS', 0, 3650],
  ['STEPWELL_KEEP_FREE_MB', 0, 1_000_000],
  ['STEPWELL_BALLAST_MB', 0, 10_000],
  ['STEPWELL_STOP_SECONDS', 0, 600],
] as const)('%s takes whole numbers from %d to %d and says so of others', (name, least, most) => {
  for (const number of [least, most]) expect(readSettings({}, { [name]: String(number) })[name]).toBe(number);
  if (least > 0) expect(refusal({}, { [name]: String(least - 1) }).message).toContain(`at least ${least}`);
  expect(refusal({}, { [name]: String(most + 1) }).message).toContain(`at most ${most}`);
  for (const wrong of ['', '1e3', '0x10', '1.0', ' 1'])
    expect(refusal({}, { [name]: wrong }).message).toContain('whole number');
});

test('texts are taken without the spaces around them, and a URL without the slash at its end', () => {
  const key = 'ab'.repeat(32);
  const settings = readSettings(
    { url: ' https://stepwell.test/base// ', host: ' 0.0.0.0 ', log: 'json', key },
    { STEPWELL_DATA: '/srv/../data' },
  );
  expect(settings).toMatchObject({
    STEPWELL_URL: 'https://stepwell.test/base',
    STEPWELL_HOST: '0.0.0.0',
    STEPWELL_LOG: 'json',
    STEPWELL_KEY: key,
    STEPWELL_DATA: '/data',
  });
});

test('all that is wrong is said at once', () => {
  const error = refusal({ port: 'x' }, { STEPWELL_LOG: 'loud', STEPWELL_NOPE: '1' });
  expect(error.issues).toHaveLength(3);
});

test('a list of hosts may have spaces and empty parts', () => {
  const { STEPWELL_EGRESS_ALLOW } = readSettings({}, { STEPWELL_EGRESS_ALLOW: 'a.example, 10.0.0.0/8,,' });
  expect(STEPWELL_EGRESS_ALLOW).toEqual(['a.example', '10.0.0.0/8']);
});

test('every setting has a flag of its own', () => {
  expect(new Set(SETTING_NAMES.map(flagOf)).size).toBe(SETTING_NAMES.length);
  expect(flagOf('STEPWELL_ADMIN_TOKEN')).toBe('admin-token');
});

test('the address of a server is the one that is set, or that of its host and port', () => {
  const of = (flags: Record<string, string>) => baseUrl(readSettings(flags, {}), 8080);
  expect(of({})).toBe('http://127.0.0.1:8080');
  expect(of({ url: 'https://flows.example/' })).toBe('https://flows.example');
  for (const host of ['::1', '::']) expect(of({ host })).toBe(`http://[${host}]:8080`);
});

test.each([
  [{}, ['127.0.0.1:8080', '127.0.0.1:8080']],
  [
    { STEPWELL_URL: 'https://flows.acme.test', STEPWELL_HOST: '0.0.0.0' },
    ['flows.acme.test:443', '127.0.0.1:8080'],
  ],
  [{ STEPWELL_HOST: '::1' }, ['[::1]:8080', '[::1]:8080']],
  [{ STEPWELL_URL: 'http://acme.test:81', STEPWELL_HOST: '10.0.0.2' }, ['acme.test:81', '10.0.0.2:8080']],
])('code reaches Stepwell itself where it listens and where it is called: %j', (environment, expected) => {
  const own = ownAddresses(readSettings({}, environment), 8080);
  expect(own).toEqual(expected);
  expect(parseRules(own)).toHaveLength(2);
});
