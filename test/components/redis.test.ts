import { afterAll, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test';
import type { ActionContext, Params } from '../../src/components/component.ts';
import { redis } from '../../src/components/redis/index.ts';
import { createEgress } from '../../src/lib/egress.ts';
import { CA } from '../support/certificate.ts';
import { until } from '../support/engine.ts';
import { closedHost } from '../support/host.ts';
import { programOnMachine } from '../support/machine.ts';
import { connectionOf, failureOf } from './connector-calls.ts';
import { createContext, dataOf } from './context.ts';
import { type Script, startRedis, startScript } from './redis-server.ts';

// A machine that does much else must not make them late.
setDefaultTimeout(180_000);

const PASSWORD = 's3cret-word';
const script: Script = { asked: [], answers: {}, speaksTls: false };
const scripted = await startScript(script);
const program = programOnMachine('redis-server', 'redis-server');
const server = program === undefined ? undefined : await startRedis(program, PASSWORD);
const egress = createEgress({ allow: ['127.0.0.1'], lookup: async () => [{ address: '127.0.0.1' }] });
beforeEach(() =>
  Object.assign(script, { asked: [], answers: { 'auth s3cret-word': '+OK\r\n' }, speaksTls: false }),
);
afterAll(async () => {
  egress.close();
  scripted.stop();
  await server?.stop();
});

const fields = { host: '127.0.0.1', port: scripted.port, password: PASSWORD, timeout: '60000' };
const contextWith = (overrides: Partial<ActionContext> = {}) =>
  createContext({ host: { ...closedHost, connect: egress.connect }, ...overrides });
const asking = (action: string, params: Params = {}, more: Params = {}, context = contextWith()) =>
  dataOf(
    redis,
    action,
    { redisConnection: connectionOf('redis', { ...fields, ...more }), ...params },
    context,
  );

describe('a command', () => {
  test('is sent after the password, to the database of the connection', async () => {
    Object.assign(script.answers, {
      'auth ann s3cret-word': '+OK\r\n',
      'select 2': '+OK\r\n',
      'get a': '$4\r\nAcme\r\n',
    });
    expect(await asking('get', { key: 'a' }, { username: 'ann', db: '2' })).toBe('Acme');
    expect(script.asked.slice(0, 3)).toEqual(['auth ann s3cret-word', 'select 2', 'get a']);
  });

  test('that Redis complains of says what it says, and what to do', async () => {
    script.answers['incrby a 1'] = '-ERR value is not an integer or out of range\r\n';
    expect(await failureOf(asking('increment', { key: 'a' }))).toBe(
      'Redis answered ERR value is not an integer or out of range. Correct what it complains of in the step.',
    );
    script.answers['get a'] = '-OOM command not allowed when used memory > maxmemory\r\n';
    expect(await failureOf(asking('get', { key: 'a' }))).toContain('Let the step retry later.');
  });

  test('with a password that is refused names the connection, so that it is marked', async () => {
    script.answers['auth s3cret-word'] = '-WRONGPASS invalid username-password pair or user is disabled.\r\n';
    const thrown = await asking('ping').catch((error: unknown) => error);
    expect(thrown).toMatchObject({
      connection: { configVarKey: 'Acme connection' },
      message: expect.stringMatching(/WRONGPASS .* Correct the user and the password/),
    });
  });

  test('whose answer is larger than a result may be is given up', async () => {
    script.answers['get a'] = `$40000000\r\n${'x'.repeat(40_000_000)}`;
    expect(await failureOf(asking('get', { key: 'a' }))).toMatch(/^The answer is larger than 32 MB/);
  });

  test('ends with the run', async () => {
    const controller = new AbortController();
    const failed = failureOf(asking('get', { key: 'a' }, {}, contextWith({ signal: controller.signal })));
    await until(() => script.asked.includes('get a'));
    controller.abort(new Error('The execution was cancelled.'));
    expect(await failed).toBe('The execution was cancelled.');
  });

  test.each([
    [['SUBSCRIBE', 'orders'], 'The command SUBSCRIBE cannot be sent by a step'],
    [[], 'The input "Command" is empty'],
  ])('%p is refused before anything is sent', async (command, said) => {
    expect(await failureOf(asking('rawCommand', { command }))).toContain(said);
    expect(script.asked.filter((each) => !each.startsWith('auth'))).toEqual([]);
  });
});

describe('its connection', () => {
  test('is refused where the egress rules do not let it out, and named where nobody speaks Redis', async () => {
    const closed = createEgress({ allow: [], lookup: async () => [{ address: '127.0.0.1' }] });
    const context = contextWith({ host: { ...closedHost, connect: closed.connect } });
    expect(await failureOf(asking('ping', {}, { host: 'redis.example.test' }, context))).toMatch(
      /refused.*loopback/,
    );
    const broken = Bun.listen({
      ...{ hostname: '127.0.0.1', port: 0 },
      socket: { open: (socket) => void socket.end(), data: () => undefined },
    });
    expect(await failureOf(asking('ping', {}, { port: broken.port }))).toMatch(
      /^Redis gave no answer: .* Check the host, the port, the password and whether TLS is used/,
    );
    broken.stop(true);
  });

  test('is encrypted where it says so, and then only with a certificate that can be verified', async () => {
    script.speaksTls = true;
    script.answers.ping = '+PONG\r\n';
    const useTls = 'true';
    expect(await failureOf(asking('ping', {}, { useTls }))).toMatch(
      /^The TLS certificate of Redis was not accepted/,
    );
    expect(script.asked).toEqual([]);
    expect(await asking('ping', {}, { useTls, ca: CA })).toBe('PONG');
    expect(await asking('ping', {}, { useTls, ca: CA, host: 'api.example.test' })).toBe('PONG');
    const host = 'other.example.test';
    expect(await failureOf(asking('ping', {}, { useTls, ca: CA, host }))).toMatch(
      /^The TLS certificate of Redis/,
    );
    expect(await asking('ping', {}, { useTls, host, ignoreSslErrors: 'true' })).toBe('PONG');
  });

  test('is checked by a ping', async () => {
    script.answers.ping = '+PONG\r\n';
    const [declared] = redis.connections;
    expect(await declared?.check?.(contextWith(), connectionOf('redis', fields))).toEqual({
      message: 'Connected to database 0 of 127.0.0.1',
    });
  });
});

describe.skipIf(!server)('a real server', () => {
  const real = (action: string, params: Params = {}) => asking(action, params, { port: server?.port });
  beforeEach(async () => {
    expect(await real('flushAll')).toBe('OK');
  });

  test('keeps values, for as long as is said', async () => {
    expect(await real('get', { key: 'a' })).toBeNull();
    expect(await real('set', { key: 'a', value: { id: 42 } })).toBe('OK');
    expect(await real('get', { key: 'a' })).toBe('{"id":42}');
    await real('set', { key: 'b', value: 'Grüße', expirySeconds: '100' });
    expect(await real('rawCommand', { command: ['TTL', 'b'] })).toBeGreaterThan(90);
    expect(await real('expire', { key: 'a', expirySeconds: 0 })).toBe(1);
    expect(await real('keys', { key: '*' })).toEqual(['b']);
    expect([await real('deleteKey', { key: 'b' }), await real('deleteKey', { key: 'b' })]).toEqual([1, 0]);
  });

  test('counts up and down', async () => {
    expect(await real('increment', { key: 'n' })).toBe(1);
    expect(await real('increment', { key: 'n', amount: '-3' })).toBe(-2);
    expect(await failureOf(real('hashGet', { key: 'n', field: 'x' }))).toMatch(
      /^Redis answered WRONGTYPE .* name another key/,
    );
  });

  test('keeps hashes', async () => {
    expect(await real('hashSet', { key: 'h', fields: { name: 'Acme', data: { a: 1 }, n: 5 } })).toBe(3);
    expect(await real('hashGet', { key: 'h', field: 'name' })).toBe('Acme');
    expect(await real('hashDelete', { key: 'h', field: 'n' })).toBe(1);
    expect(await real('hashGetAll', { key: 'h' })).toEqual({ name: 'Acme', data: '{"a":1}' });
  });

  test('keeps lists, whose items come and go at both ends', async () => {
    expect(await real('listPush', { key: 'l', values: ['b', 'c'] })).toBe(2);
    expect(await real('listPush', { key: 'l', values: ['a'], side: 'left' })).toBe(3);
    expect(await real('listRange', { key: 'l' })).toEqual(['a', 'b', 'c']);
    expect(await real('listRange', { key: 'l', start: '-1' })).toEqual(['c']);
    expect([await real('listPop', { key: 'l' }), await real('listPop', { key: 'l', side: 'left' })]).toEqual([
      'c',
      'a',
    ]);
  });

  test('lists more keys than it answers at once', async () => {
    await real('rawCommand', {
      command: ['EVAL', "for i = 1, 2500 do redis.call('set', 'k:' .. i, i) end return 1", '0'],
    });
    expect(await real('keys', { key: 'k:*' })).toHaveLength(2500);
  });

  test('passes messages on, and says its time', async () => {
    expect(await real('publish', { channel: 'orders', message: 'order 42' })).toBe(0);
    expect(await real('ping')).toBe('PONG');
    expect(await real('getTime')).toMatch(/^\d{4}-\d\d-\d\dT/);
  });
});
