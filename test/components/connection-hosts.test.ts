import { expect, test } from 'bun:test';
import { type BundleProcess, bundleCalls } from '../../src/components/bundle-calls.ts';
import { createCatalog } from '../../src/components/catalog.ts';
import { hostsOfConnections } from '../../src/components/connection-hosts.ts';
import { closedHost } from '../support/host.ts';
import { createContext } from './context.ts';

const connection = (fields: Record<string, unknown>) => ({ key: 'basic', configVarKey: 'Acme', fields });

test.each([
  ['the address of a system', { baseUrl: 'https://acme.example/api' }, ['acme.example']],
  ['an address of another kind', { url: 'postgres://me:secret@db.acme.example:5432/x' }, ['db.acme.example']],
  ['a field for a host', { host: 'FTP.acme.example', port: '22' }, ['ftp.acme.example']],
  ['a host with its port', { serverName: 'acme.example:8080' }, ['acme.example']],
  ['addresses in numbers', { host: '10.0.0.1', url: 'http://[2001:db8::1]:80' }, ['10.0.0.1', '2001:db8::1']],
  [
    'several',
    { authorizeUrl: 'https://b.example', tokenUrl: 'https://a.example' },
    ['a.example', 'b.example'],
  ],
  ['none', { apiKey: 'x', username: 'me', note: 'see acme.example', host: ' ', url: 7 }, []],
])('a connection names its hosts: %s', (_what, fields, hosts) => {
  expect(hostsOfConnections([{ account: connection(fields) }])).toEqual(hosts);
});

test('they are found among inputs, in lists of them, and in config variables, and nowhere else', () => {
  const named = (name: string) => connection({ host: name });
  const values = [
    { Account: named('a.example') },
    { list: [named('b.example')] },
    { body: { fields: { host: 'c.example' } }, host: 'd.example' },
  ];
  expect(hostsOfConnections(values)).toEqual(['a.example', 'b.example']);
});

test('a restricted component reaches its hosts and those of the connection that it is given, in all its versions', async () => {
  const catalog = createCatalog([]);
  const asked: unknown[] = [];
  const run: BundleProcess = async ({ hosts }) => void asked.push(hosts);
  const host = { ...closedHost, ...bundleCalls(run, catalog) };
  const display = { label: 'Stock', description: '' };
  const act = { key: 'act', display, inputs: [], hasPerform: true };
  const bundle = { hash: 'one', source: async () => '' };
  const version = { key: 'stock', signature: 's', icon: null, isCodeNative: false, bundle };
  const description = { key: 'stock', display, actions: { act } };
  const perform = () =>
    catalog
      .action({ component: { key: 'stock' }, key: 'act' })
      ?.perform(createContext({ host }), { account: connection({ url: 'https://acme.example' }) });
  catalog.publish({ ...version, number: 1, description, hosts: null });
  await perform();
  catalog.restrict('stock', ['api.example']);
  await perform();
  catalog.publish({ ...version, number: 2, description, hosts: ['api.example'] });
  await perform();
  catalog.restrict('stock', null);
  await perform();
  const both = ['api.example', 'acme.example'];
  expect([asked, catalog.hostsOf('stock')]).toEqual([[undefined, both, both, undefined], null]);
});
