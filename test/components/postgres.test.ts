import { afterAll, beforeEach, describe, expect, test } from 'bun:test';
import type { ActionContext, Params } from '../../src/components/component.ts';
import { postgres } from '../../src/components/postgres/index.ts';
import { queryOf } from '../../src/components/postgres/parameters.ts';
import { createEgress } from '../../src/lib/egress.ts';
import { encode } from '../../src/lib/wire.ts';
import { CA } from '../support/certificate.ts';
import { until } from '../support/engine.ts';
import { closedHost } from '../support/host.ts';
import { connectionOf, failureOf } from './connector-calls.ts';
import { createContext, createPayload, dataOf, triggerOf } from './context.ts';
import { startPostgres } from './postgres-server.ts';

const server = await startPostgres('s3cret-word');
const { port } = server;
const looked: string[] = [];
const egress = createEgress({
  allow: ['127.0.0.1'],
  lookup: async (host) => {
    looked.push(host);
    return [{ address: '127.0.0.1' }];
  },
});
const fields = {
  host: '127.0.0.1',
  port,
  database: 'postgres',
  username: 'postgres',
  password: 's3cret-word',
};
const contextWith = (overrides: Partial<ActionContext> = {}) =>
  createContext({ host: { ...closedHost, connect: egress.connect }, ...overrides });

const asking = (queryField: string, params: Params = {}, more: Params = {}, context = contextWith()) =>
  dataOf(
    postgres,
    'query',
    { postgresConnection: connectionOf('postgres', { ...fields, ...more }), queryField, ...params },
    context,
  );

beforeEach(async () => {
  server.state.hangs = false;
  server.state.floods = false;
  await server.database.exec(
    `DROP TABLE IF EXISTS people; CREATE TABLE people (id int PRIMARY KEY, name text, at timestamptz);
     INSERT INTO people VALUES (1, 'Ann', '2026-01-01T08:00:00.000001Z'), (2, 'Bob', '2026-01-01T08:00:00.000002Z')`,
  );
});
afterAll(async () => {
  egress.close();
  await server.stop();
});

describe('a query', () => {
  test('is given named parameters, as the public examples write it, and answers its rows', async () => {
    const params = [
      { key: 'after', value: '0' },
      { key: 'limit', value: '1' },
    ];
    const text = `SELECT id, name FROM people WHERE id > \${after} ORDER BY id LIMIT \${limit}`;
    expect(await asking(text, { params })).toEqual([{ id: 1, name: 'Ann' }]);
  });

  test('is given an object, or a list by number', async () => {
    const text = 'SELECT name FROM people WHERE id IN ($<ids:csv>) AND name <> $(who.name)';
    expect(await asking(text, { paramsObject: { ids: [1, 2], who: { name: 'Ann' } } })).toEqual([
      { name: 'Bob' },
    ]);
    expect(await asking('SELECT name FROM people WHERE id = $1', { paramsObject: '[2]' })).toEqual([
      { name: 'Bob' },
    ]);
  });

  test('takes a value for what it is, whatever is written in it', async () => {
    const name = `'; DROP TABLE people; --`;
    const params = [{ key: 'name', value: name }];
    expect(await asking(`SELECT \${name}::text AS name`, { params })).toEqual([{ name }]);
    expect(await asking('SELECT count(*)::int AS n FROM people')).toEqual([{ n: 2 }]);
  });

  test('answers the rows of the last of several statements, and none of a change', async () => {
    expect(
      await asking("UPDATE people SET name = 'Cy' WHERE id = 1; SELECT name FROM people WHERE id = 1"),
    ).toEqual([{ name: 'Cy' }]);
    expect(await asking('DELETE FROM people')).toEqual([]);
  });

  test('answers values of all kinds as the journal takes them', async () => {
    const rows = await asking(
      `SELECT '1 day'::interval AS wait, '{"a":1}'::jsonb AS data, '\\x01'::bytea AS bytes, ARRAY[1,2] AS list, now() AS at, point(1,2) AS place`,
    );
    expect(() => encode(rows)).not.toThrow();
    expect(rows).toMatchObject([{ data: { a: 1 }, list: [1, 2], place: { x: 1, y: 2 } }]);
  });

  test('writes its text to the log where that is asked for, and neither values nor the password', async () => {
    const lines: string[] = [];
    const logger = { ...contextWith().logger, debug: (...values: unknown[]) => lines.push(values.join(' ')) };
    const params = [{ key: 'name', value: 'private' }];
    await asking(`SELECT \${name}::text AS name`, { params, debug: 'true' }, {}, contextWith({ logger }));
    expect(lines).toEqual([
      'PostgreSQL query SELECT $1::text AS name 1 parameter',
      'PostgreSQL answered 1 row',
    ]);
  });
});

describe('what PostgreSQL complains of is said in its own words, with what to do', () => {
  test.each([
    [
      'SELECT * FROM peple',
      'PostgreSQL answered 42P01: relation "peple" does not exist. Correct the query of the step.',
    ],
    [
      "INSERT INTO people VALUES (1, 'Eve')",
      'PostgreSQL answered 23505: duplicate key value violates unique constraint "people_pkey". Key (id)=(1) already exists. Correct the values that the step gives.',
    ],
    ['', 'The input "Query" is empty: write what to ask PostgreSQL.'],
  ])('%s', async (text, said) => {
    expect(await failureOf(asking(text))).toBe(said);
  });

  test('a password that is refused names the connection, so that it is marked', async () => {
    const thrown = await asking('SELECT 1', {}, { password: 'other' }).catch((error: unknown) => error);
    expect(thrown).toMatchObject({
      connection: { configVarKey: 'Acme connection' },
      message: expect.stringMatching(
        /28P01: password authentication failed .* Correct the user, the password/,
      ),
    });
    expect(JSON.stringify(thrown)).not.toContain('other');
  });

  test('an empty password is sent as one, and none is taken from the environment', async () => {
    process.env.PGPASSWORD = 's3cret-word';
    try {
      expect(await failureOf(asking('SELECT 1', {}, { password: '' }))).toContain('28P01');
    } finally {
      delete process.env.PGPASSWORD;
    }
  });

  test('nobody answers at that port', async () => {
    expect(await failureOf(asking('SELECT 1', {}, { port: '1' }))).toMatch(
      /port 1 is not for this protocol|No connection/,
    );
    const free = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data: () => undefined } });
    free.stop(true);
    expect(await failureOf(asking('SELECT 1', {}, { port: free.port }))).toMatch(
      /^No connection to 127.0.0.1:\d+ was made/,
    );
  });
});

describe('its connection', () => {
  test('is refused where the egress rules do not let it out, and its name is looked up once', async () => {
    const closed = createEgress({ allow: [], lookup: async () => [{ address: '127.0.0.1' }] });
    const context = contextWith({ host: { ...closedHost, connect: closed.connect } });
    expect(await failureOf(asking('SELECT 1', {}, { host: 'db.example.test' }, context))).toMatch(
      /refused.*loopback/,
    );
    looked.length = 0;
    expect(await asking('SELECT 1 AS one', {}, { host: 'db.example.test' })).toEqual([{ one: 1 }]);
    expect(looked).toEqual(['db.example.test']);
  });

  test('is encrypted where that is required, and then only with a certificate that can be verified', async () => {
    const before = server.state.plainStarts;
    const requireSSL = 'true';
    expect(await failureOf(asking('SELECT 1', {}, { requireSSL }))).toMatch(
      /^The TLS certificate of PostgreSQL was not accepted/,
    );
    expect(await asking('SELECT 1 AS one', {}, { requireSSL, caCertificate: CA })).toEqual([{ one: 1 }]);
    const host = 'api.example.test';
    expect(await asking('SELECT 1 AS one', {}, { requireSSL, caCertificate: CA, host })).toEqual([
      { one: 1 },
    ]);
    const other = { requireSSL, caCertificate: CA, host: 'other.example.test' };
    expect(await failureOf(asking('SELECT 1', {}, other))).toMatch(
      /^The TLS certificate of PostgreSQL was not accepted/,
    );
    expect(await asking('SELECT 1 AS one', {}, { ...other, ignoreSslErrors: 'true' })).toEqual([{ one: 1 }]);
    expect(server.state.plainStarts).toBe(before);
  });

  test('is checked by asking who is connected', async () => {
    const [declared] = postgres.connections;
    expect(await declared?.check?.(contextWith(), connectionOf('postgres', fields))).toEqual({
      message: 'Connected as postgres to the database postgres',
    });
    expect(await failureOf(asking('SELECT 1', {}, { host: '' }))).toBe(
      'The connection "Acme connection" has no host: fill it in.',
    );
    expect(await failureOf(asking('SELECT 1', {}, { port: '0' }))).toContain(
      'The input "Port" must be a whole number',
    );
  });
});

describe('a query that nobody waits for any more', () => {
  test('is ended in PostgreSQL, too', async () => {
    server.state.hangs = true;
    const { keys, cancels } = server.state;
    const before = keys.length;
    const controller = new AbortController();
    const failed = failureOf(asking('SELECT 1', {}, {}, contextWith({ signal: controller.signal })));
    await until(() => keys.length > before);
    expect(await failureOf(asking('SELECT 1', { timeout: '300' }))).toBe(
      'PostgreSQL gave no answer within 300 ms: allow more time or ask for less',
    );
    controller.abort(new Error('The execution was cancelled.'));
    expect(await failed).toBe('The execution was cancelled.');
    await until(() => cancels.length === 2);
    expect(cancels.toSorted()).toEqual(keys.slice(before).toSorted());
  });

  test('ends where its rows are more than a result may hold', async () => {
    server.state.floods = true;
    expect(await failureOf(asking('SELECT 1'))).toMatch(/^The rows are larger than 32 MB/);
  });
});

describe('the trigger on a table', () => {
  const poll = triggerOf(postgres, 'pollTable');
  const polling = (more: Params = {}) => {
    const context = contextWith();
    const params = {
      postgresConnection: connectionOf('postgres', fields),
      ...{ tableName: 'public.people', cursorColumn: 'at', ...more },
    };
    return async () => {
      const result = await poll.perform(context, createPayload(), params);
      const payload: unknown = result?.payload;
      return [result?.resultType, payload] as const;
    };
  };
  const add = (id: number, at: string) =>
    server.database.exec(`INSERT INTO people VALUES (${id}, 'New', '${at}')`);
  const rowsOf = (ids: number[]) => ({ body: { data: ids.map((id) => expect.objectContaining({ id })) } });

  test('begins after the rows that are there, and gives each later one once', async () => {
    const look = polling();
    expect((await look())[0]).toBe('polled_no_changes');
    await add(3, '2026-01-01T08:00:00.000003Z');
    expect(await look()).toEqual(['completed', expect.objectContaining({ body: expect.anything() })]);
    expect((await look())[0]).toBe('polled_no_changes');
  });

  test('gives the rows that are there, too, so many at once, and those with one value together', async () => {
    await add(3, '2026-01-01T08:00:00.000002Z');
    await add(4, '2026-01-01T08:00:00.000004Z');
    const look = polling({ includeExisting: 'true', limit: '2' });
    expect((await look())[1]).toMatchObject(rowsOf([1, 2, 3]));
    const [, second] = await look();
    expect(second).toMatchObject(rowsOf([4]));
    expect(JSON.stringify(second)).not.toContain('stepwell_cursor');
  });

  test('begins with the first row of a table that was empty', async () => {
    await server.database.exec('DELETE FROM people');
    const look = polling({ cursorColumn: 'id' });
    expect((await look())[0]).toBe('polled_no_changes');
    await add(5, '2026-01-01');
    expect((await look())[1]).toMatchObject(rowsOf([5]));
  });

  test('goes on where an older version of it had come to', async () => {
    const context = contextWith();
    context.instanceState['__stepwellPolled["public.people","at"]'] = {
      after: '2026-01-01T08:00:00.000003Z',
    };
    const params = {
      postgresConnection: connectionOf('postgres', fields),
      ...{ tableName: 'public.people', cursorColumn: 'at' },
    };
    await add(6, '2026-01-01T08:00:00.000002Z');
    await add(7, '2026-01-01T08:00:00.000004Z');
    const result = await poll.perform(context, createPayload(), params);
    expect(result?.payload).toMatchObject(rowsOf([7]));
    expect(context.instanceState.__prismaticInternal).toMatchObject({
      polling: { '["public.people","at"]': { after: expect.any(String) } },
    });
  });

  test('takes names for names', async () => {
    const look = polling({ tableName: 'people"; DROP TABLE people; --' });
    expect(await failureOf(look())).toMatch(
      /42P01: relation "people""?; DROP TABLE people; --" does not exist/,
    );
  });
});

describe('parameters', () => {
  test.each([
    [
      `SELECT '\${a}', "\${a}" -- \${a}\n, \${b} /* \${a} */, $$ \${a} $$, E'\\'\${a}'`,
      `SELECT '\${a}', "\${a}" -- \${a}\n, $1 /* \${a} */, $$ \${a} $$, E'\\'\${a}'`,
    ],
    [`\${b}::int + $<b> + $(b)`, '$1::int + $2 + $3'],
    [`IN (\${list:csv}) \${list:json}`, 'IN ($1, $2) $3'],
  ])('stand where they can: %s', (text, numbered) => {
    expect(queryOf(text, { b: 1, list: [1, 2] }).text).toBe(numbered);
  });

  test.each([
    [`\${x}`, 'no parameter is called so'],
    [`LIKE '%\${b}%'`, 'within quotation marks'],
    [`\${b:raw}`, 'would write the value into its text'],
    [`IN (\${none:csv})`, 'is an empty list'],
  ])('are refused where they cannot: %s', (text, said) => {
    expect(() => queryOf(text, { b: 1, none: [] })).toThrow(said);
  });
});
