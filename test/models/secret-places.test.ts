import { describe, expect, test } from 'bun:test';
import { builtInCatalog } from '../../src/components/registry.ts';
import { MASK } from '../../src/lib/secret-fields.ts';
import { checkConfigVariables } from '../../src/models/config-variables.ts';
import { compileDefinition } from '../definition/compiled.ts';
import { configured } from '../support/records.ts';

const [connection] = compileDefinition(
  configured([
    {
      key: 'It',
      dataType: 'connection',
      connection: { key: 'apiKey', component: { key: 'http' } },
      inputs: { tokenUrl: { type: 'value', value: 'https://filled.example/token' } },
    },
  ]),
  builtInCatalog,
).configVars;

const before = {
  fields: {
    apiKey: 'very-secret',
    password: 'secret-too',
    baseUrl: 'https://api.example/v1',
    headerName: 'X-Key',
    username: 'acme',
    custom: 'whatever',
    headers: [{ key: 'X-App', value: 'inner-secret' }],
  },
  token: { access_token: 'token-secret', expires_in: 5 },
};
const masked = {
  ...before.fields,
  apiKey: MASK,
  password: MASK,
  custom: MASK,
  headers: [{ key: MASK, value: MASK }],
};

function check(fields: Record<string, unknown>, token: unknown = MASK) {
  if (!connection) throw new Error('There is one.');
  const given = { It: { fields, token } };
  const { values, issues } = checkConfigVariables([connection], given, new Map([['It', before]]));
  return { value: values.get('It'), paths: issues.map(({ path }) => path), text: issues[0]?.message ?? '' };
}

const without = (name: string) => Object.fromEntries(Object.entries(masked).filter(([key]) => key !== name));

describe('a masked secret is refused', () => {
  const moves: [what: string, fields: Record<string, unknown>][] = [
    ['where the base URL is another one', { ...masked, baseUrl: 'http://evil.example' }],
    ['where only the path of the base URL is another one', { ...masked, baseUrl: 'https://api.example/v2' }],
    ['where the base URL is left out', without('baseUrl')],
    ['where the base URL is emptied', { ...masked, baseUrl: '' }],
    [
      'where the token URL that the definition fills in is another one',
      { ...masked, tokenUrl: 'https://evil.example' },
    ],
    ['where an authorize URL comes in', { ...masked, authorizeUrl: 'https://evil.example' }],
    ['where a revoke URL comes in', { ...masked, revoke_url: 'https://evil.example' }],
    ['where a refresh URL comes in', { ...masked, refreshUrl: 'https://evil.example' }],
    ['where a host comes in', { ...masked, host: 'evil.example' }],
    ['where a port comes in', { ...masked, port: 8443 }],
    ['where a domain comes in', { ...masked, subdomain: 'evil' }],
    ['where a region comes in', { ...masked, region: 'eu' }],
    ['where a proxy comes in', { ...masked, httpProxy: 'evil:3128' }],
    ['where the address has a name of its own', { ...masked, custom: 'https://evil.example' }],
    ['where the host has a name of its own', { ...masked, custom: 'evil.example:8080/x' }],
    ['where the header of the key is another one', { ...masked, headerName: 'X-Forwarded-For' }],
    ['where the header key is another one', { ...masked, headerKey: 'X-Debug' }],
    [
      'where its neighbour in a list of headers is another one',
      { ...masked, headers: [{ key: 'X-Evil', value: MASK }] },
    ],
  ];
  test.each(moves)('%s', (_what, fields) => {
    const { value, paths, text } = check(fields);
    expect(value).toBeUndefined();
    expect(paths).toContain(
      fields.headers === masked.headers
        ? 'configVariables.It.fields.apiKey'
        : 'configVariables.It.fields.headers',
    );
    expect(text).toMatch(/^It: where its secrets are sent has changed \(.+\)\. Type .+ anew\.$/);
  });

  test('a token that is kept as well, until it is given anew or forgotten', () => {
    const fields = { apiKey: 'new', password: 'new', baseUrl: 'https://other.example' };
    expect(check(fields).paths).toEqual(['configVariables.It.token']);
    expect(check(fields, null).value).toEqual({ fields });
    expect(check(fields, { access_token: 'new' }).value).toEqual({ fields, token: { access_token: 'new' } });
    const elsewhere = { access_token: MASK, instance_url: 'https://evil.example' };
    expect(check(masked, elsewhere).paths).toContain('configVariables.It.token');
  });
});

describe('a masked secret is kept', () => {
  const kept: [what: string, fields: Record<string, unknown>][] = [
    ['where nothing is changed', masked],
    ['where the user is another one', { ...masked, username: 'other' }],
    ['where another secret is typed anew', { ...masked, password: 'new-secret' }],
    ['where scopes come in', { ...masked, scopes: 'read write' }],
    ['where the scheme is another one', { ...masked, authScheme: 'Basic' }],
    [
      'where a field says what the definition says anyway',
      { ...masked, tokenUrl: 'https://filled.example/token' },
    ],
    ['where a secret looks like a host', { ...masked, signingKey: 'aaa.bbb.ccc' }],
  ];
  test.each(kept)('%s', (_what, fields) => {
    const { value, paths } = check(fields);
    expect(paths).toEqual([]);
    expect(value).toMatchObject({ fields: { apiKey: 'very-secret' }, token: before.token });
  });

  test('not at all where all are typed anew with the new address', () => {
    const fields = { apiKey: 'a', password: 'b', baseUrl: 'https://new.example' };
    expect(check(fields, null)).toMatchObject({ value: { fields }, paths: [] });
  });
});
