import { afterAll, afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test';
import type { ActionContext, Params } from '../../src/components/component.ts';
import { mysql } from '../../src/components/mysql/index.ts';
import { queryOf } from '../../src/components/mysql/parameters.ts';
import { createEgress } from '../../src/lib/egress.ts';
import { encode } from '../../src/lib/wire.ts';
import { CA } from '../support/certificate.ts';
import { until } from '../support/engine.ts';
import { closedHost } from '../support/host.ts';
import { programOnMachine } from '../support/machine.ts';
import { connectionOf, failureOf } from './connector-calls.ts';
import { createContext, createPayload, dataOf, triggerOf } from './context.ts';
import { type Script, startMariaDb, startScript, USER } from './mysql-server.ts';

// A machine that does much else must not make them late.
setDefaultTimeout(180_000);

const script: Script = { asked: [], answers: {} };
const scripted = await startScript(script);
const program = programOnMachine('mariadbd', 'mariadb-server');
const installer = program && programOnMachine('mariadb-install-db', 'mariadb-server');
const server = program && installer ? await startMariaDb(program, installer) : undefined;
const egress = createEgress({ allow: ['127.0.0.1'], lookup: async () => [{ address: '127.0.0.1' }] });
afterEach(() => {
  script.asked.length = 0;
  script.answers = {};
});
afterAll(async () => {
  egress.close();
  scripted.stop();
  await server?.stop();
});

const fields = { ...USER, host: '127.0.0.1', port: server?.port ?? 3306, timeout: '60000' };
const toScript = { port: scripted.port };
const contextWith = (overrides: Partial<ActionContext> = {}) =>
  createContext({ host: { ...closedHost, connect: egress.connect }, ...overrides });
const asking = (queryField: string, params: Params = {}, more: Params = {}, context = contextWith()) =>
  dataOf(
    mysql,
    'query',
    { mySQLConnection: connectionOf('mySQL', { ...fields, ...more }), queryField, ...params },
    context,
  );

describe('a query that is text alone', () => {
  test('is answered by its rows', async () => {
    script.answers = { 'SELECT word': 'pong' };
    expect(await asking('SELECT word', {}, toScript)).toEqual([{ word: 'pong' }]);
  });

  test('that MySQL does not understand says what MySQL says, and what to do', async () => {
    script.answers = { 'SELEC word': new Error("You have an error near 'SELEC word'") };
    expect(await failureOf(asking('SELEC word', {}, toScript))).toMatch(
      /^MySQL answered \w+: You have an error near 'SELEC word'\. /,
    );
  });

  test('that nobody waits for any more is ended in MySQL, too', async () => {
    script.answers = { 'KILL QUERY 7': 'OK' };
    const controller = new AbortController();
    const failed = failureOf(asking('SELECT 1', {}, toScript, contextWith({ signal: controller.signal })));
    await until(() => script.asked.includes('SELECT 1'));
    controller.abort(new Error('The execution was cancelled.'));
    expect(await failed).toBe('The execution was cancelled.');
    await until(() => script.asked.includes('KILL QUERY 7'));
    expect(await failureOf(asking('SELECT 2', { timeout: '300' }, toScript))).toBe(
      'MySQL gave no answer within 300 ms: allow more time or ask for less',
    );
  });

  test('is written to the log where that is asked for', async () => {
    script.answers = { 'SELECT word': 'pong' };
    const lines: string[] = [];
    const logger = { ...contextWith().logger, debug: (...values: unknown[]) => lines.push(values.join(' ')) };
    await asking('SELECT word', { debug: 'true' }, toScript, contextWith({ logger }));
    expect(lines).toEqual(['MySQL query SELECT word 0 parameters', 'MySQL answered 1 row']);
  });

  test.each([
    [{ queryField: ' ' }, 'The input "Query" is empty: write what to ask MySQL.'],
    [{ params: ['1'], referenceParams: '[1]' }, 'The query has parameters in both inputs'],
    [{ params: ['1'] }, 'The query has 0 question marks and is given 1 parameters: give one for each.'],
  ])('%p is refused before anything is sent', async (params, said) => {
    expect(await failureOf(asking('SELECT word', params, toScript))).toContain(said);
    expect(script.asked).toEqual([]);
  });
});

describe('its connection', () => {
  test('is refused where the egress rules do not let it out', async () => {
    const closed = createEgress({ allow: [], lookup: async () => [{ address: '127.0.0.1' }] });
    const context = contextWith({ host: { ...closedHost, connect: closed.connect } });
    expect(await failureOf(asking('SELECT 1', {}, { host: 'db.example.test' }, context))).toMatch(
      /refused.*loopback/,
    );
  });

  test('that lacks a host, or breaks, says what to do', async () => {
    expect(await failureOf(asking('SELECT 1', {}, { host: '' }))).toBe(
      'The connection "Acme connection" has no host: fill it in.',
    );
    const broken = Bun.listen({
      ...{ hostname: '127.0.0.1', port: 0 },
      socket: { open: (socket) => void socket.end(), data: () => undefined },
    });
    expect(await failureOf(asking('SELECT 1', {}, { port: broken.port }))).toMatch(
      /^MySQL gave no answer: .* Check the host, the port, the password and whether SSL is required/,
    );
    broken.stop(true);
  });
});

describe('question marks', () => {
  test.each([
    ['a = ? AND b = ?', [1, null], 'a = ? AND b = ?', [1, null]],
    ['a IN (?) AND b = ?', [[1, 2], 'x'], 'a IN (?, ?) AND b = ?', [1, 2, 'x']],
    ['LIMIT ?, ?', ['5', '10'], 'LIMIT ?, ?', [5, 10]],
    ['limit ? offset ?', ['5', 10], 'limit ? offset ?', [5, 10]],
    ['? = ?', [{ a: 1 }, undefined], '? = ?', ['{"a":1}', null]],
  ])('%s is given its values', (text, given, asked, values) => {
    expect(queryOf(text, given)).toEqual({ text: asked, values });
  });

  test.each([
    `SELECT '?', "?", \`?\`, 'it''s ?', 'a\\'?'`,
    'SELECT 1 -- ?\n, 2 # ?\n, 3 /* ? */',
    `SELECT 'open ?`,
  ])('are none where they are text: %s', (text) => {
    expect(queryOf(text, [])).toEqual({ text, values: [] });
  });

  test.each([
    ['a IN (?)', [[]], 'is an empty list'],
    ['a = ?', [], 'has 1 question marks and is given 0 parameters'],
    ['LIMIT ?', ['many'], 'must be a whole number'],
  ])('are refused with the wrong values: %s', (text, given, said) => {
    expect(() => queryOf(text, given)).toThrow(said);
  });
});

describe.skipIf(!server)('a real server', () => {
  beforeEach(async () => {
    await server?.run(
      `DROP TABLE IF EXISTS shop.people; CREATE TABLE shop.people (id BIGINT PRIMARY KEY, name TEXT, at DATETIME(6));
       INSERT INTO shop.people VALUES (1, 'Ann', '2026-01-01 08:00:00.000001'), (2, 'Bob', '2026-01-01 08:00:00.000002')`,
    );
  });

  test('is given parameters, as texts of a form or as a list', async () => {
    const text = 'SELECT id, name FROM people WHERE id > ? ORDER BY id LIMIT ?';
    expect(await asking(text, { params: ['0', '1'] })).toEqual([{ id: 1, name: 'Ann' }]);
    expect(await asking('SELECT name FROM people WHERE id IN (?)', { referenceParams: [[2, 3]] })).toEqual([
      { name: 'Bob' },
    ]);
  });

  test('takes a value for what it is, whatever is written in it and however quotes are escaped there', async () => {
    const name = `\\'; DROP TABLE people; -- `;
    expect(await asking('SELECT ? AS name', { params: [name] })).toEqual([{ name }]);
    await server?.run("SET GLOBAL sql_mode = 'NO_BACKSLASH_ESCAPES'");
    try {
      expect(await asking('SELECT ? AS name', { params: [name] })).toEqual([{ name }]);
    } finally {
      await server?.run('SET GLOBAL sql_mode = DEFAULT');
    }
    expect(await asking('SELECT COUNT(*) AS n FROM people')).toEqual([{ n: 2 }]);
    expect(await failureOf(asking('SELECT 1; SELECT 2'))).toMatch(/^MySQL answered ER_PARSE_ERROR/);
  });

  test('says how many rows a change has met', async () => {
    expect(await asking("UPDATE people SET name = 'Cy' WHERE id = 1")).toMatchObject({ affectedRows: 1 });
    expect(await asking('INSERT INTO people (id) VALUES (?)', { params: ['9'] })).toMatchObject({
      affectedRows: 1,
    });
    expect(await asking('SELECT * FROM people WHERE id = 100')).toEqual([]);
  });

  test('answers values of all kinds as the journal takes them', async () => {
    const rows = await asking(
      `SELECT CAST('2026-01-01 08:00:00' AS DATETIME) AS at, JSON_OBJECT('a', 1) AS data, x'01ff' AS bytes, 9007199254740993 AS large, 1.50 AS price, NULL AS none`,
    );
    expect(() => encode(rows)).not.toThrow();
    expect(rows).toMatchObject([
      { at: new Date('2026-01-01T08:00:00Z'), large: '9007199254740993', price: '1.50', none: null },
    ]);
  });

  test.each([
    [
      'SELECT * FROM peple',
      /^MySQL answered ER_NO_SUCH_TABLE: Table 'shop.peple' doesn't exist\. Correct the query/,
    ],
    [
      "INSERT INTO people VALUES (1, 'Eve', NULL)",
      /^MySQL answered ER_DUP_ENTRY: Duplicate entry .* Correct the values/,
    ],
    ['SELECT * FROM mysql.user', /^MySQL answered ER_\w*DENIED\w*: .* Give the user of the connection/],
  ])('complains of %s in its own words', async (text, said) => {
    expect(await failureOf(asking(text))).toMatch(said);
  });

  test('that does not take the password names the connection, so that it is marked', async () => {
    const thrown = await asking('SELECT 1', {}, { password: 'other' }).catch((error: unknown) => error);
    expect(thrown).toMatchObject({
      connection: { configVarKey: 'Acme connection' },
      message: expect.stringMatching(/ER_ACCESS_DENIED_ERROR: .* Correct the user, the password/),
    });
    expect(await failureOf(asking('SELECT 1', {}, { database: 'other' }))).toMatch(/Correct the database/);
  });

  test('is talked to over TLS where that is required, and only with a certificate that can be verified', async () => {
    const requireSSL = 'true';
    const cipher = "SHOW STATUS LIKE 'Ssl_cipher'";
    expect(await asking(cipher)).toMatchObject([{ Value: '' }]);
    expect(await failureOf(asking(cipher, {}, { requireSSL }))).toMatch(
      /^The TLS certificate of MySQL was not accepted/,
    );
    const verified = { requireSSL, caCertificate: CA };
    expect(await asking(cipher, {}, verified)).toMatchObject([{ Value: expect.stringMatching(/./) }]);
    expect(await asking(cipher, {}, { ...verified, host: 'api.example.test' })).toMatchObject([
      { Value: expect.stringMatching(/./) },
    ]);
    expect(await failureOf(asking(cipher, {}, { ...verified, host: 'other.example.test' }))).toMatch(
      /TLS certificate/,
    );
    expect(
      await asking(cipher, {}, { ...verified, host: 'other.example.test', ignoreSslErrors: 'true' }),
    ).toMatchObject([{ Value: expect.stringMatching(/./) }]);
  });

  test('is checked by asking who is connected', async () => {
    const [declared] = mysql.connections;
    expect(await declared?.check?.(contextWith(), connectionOf('mySQL', fields))).toEqual({
      message: 'Connected as acme@localhost to the database shop',
    });
  });

  test('is left where its rows are more than a result may hold', async () => {
    const text =
      "WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 40) SELECT REPEAT('x', 1000000) AS x FROM n";
    expect(await failureOf(asking(text))).toMatch(/^The rows are larger than 32 MB/);
  });

  test('starts flows with the rows that have come, each once, those with one value together', async () => {
    const poll = triggerOf(mysql, 'pollTable');
    const polling = (more: Params = {}) => {
      const context = contextWith();
      const params = {
        mySQLConnection: connectionOf('mySQL', fields),
        ...{ tableName: 'shop.people', cursorColumn: 'at', ...more },
      };
      return async () => {
        const result = await poll.perform(context, createPayload(), params);
        const rows: { id: number }[] = Object(result?.payload).body.data;
        expect(JSON.stringify(rows)).not.toContain('stepwell_cursor');
        return [result?.resultType, rows.map(({ id }) => id)];
      };
    };
    const add = (id: number | bigint, at: string) =>
      server?.run(`INSERT INTO shop.people VALUES (${id}, 'New', '2026-01-01 08:00:00.${at}')`);
    const look = polling();
    const none = ['polled_no_changes', []];
    expect(await look()).toEqual(none);
    await add(3, '000003');
    expect(await look()).toEqual(['completed', [3]]);
    expect(await look()).toEqual(none);
    await add(4, '000002');
    const all = polling({ includeExisting: 'true', limit: '2' });
    expect(await all()).toEqual(['completed', [1, 2, 4]]);
    expect(await all()).toEqual(['completed', [3]]);
    const byId = polling({ cursorColumn: 'id' });
    await add(9007199254740992n, '000005');
    expect(await byId()).toEqual(none);
    await add(9007199254740993n, '000006');
    expect((await byId())[1]).toHaveLength(1);
    expect(await byId()).toEqual(none);
    expect(await failureOf(polling({ tableName: 'people`; DROP TABLE people; -- ' })())).toMatch(
      /ER_NO_SUCH_TABLE/,
    );
  });
});
