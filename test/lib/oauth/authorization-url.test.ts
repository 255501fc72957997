import { expect, test } from 'bun:test';
import { authorizationUrl, newVerifier } from '../../../src/lib/oauth/authorization-url.ts';

const asked = {
  url: 'https://login.example.com/authorize?tenant=a%20b&prompt=consent#top',
  clientId: 'app',
  redirectUri: 'https://stepwell.test/oauth/callback',
  state: 's-1',
  scopes: 'read write',
  challenge: undefined,
};
const parametersOf = (url: string | undefined) => Object.fromEntries(new URL(url ?? '').searchParams);

test('the address keeps the query that it has and adds what is asked for', () => {
  const url = authorizationUrl(asked);
  expect(url).toStartWith('https://login.example.com/authorize?');
  expect(url).not.toContain('#');
  expect(parametersOf(url)).toEqual({
    ...{ tenant: 'a b', prompt: 'consent', response_type: 'code', client_id: 'app', scope: 'read write' },
    ...{ redirect_uri: 'https://stepwell.test/oauth/callback', state: 's-1' },
  });
});

test('what is empty is left out', () => {
  expect(Object.keys(parametersOf(authorizationUrl({ ...asked, scopes: '' })))).not.toContain('scope');
});

test('the challenge is that of RFC 7636, or the verifier itself where the method is plain', () => {
  // Appendix B of the standard.
  const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
  const of = (method: 'S256' | 'plain') =>
    parametersOf(authorizationUrl({ ...asked, challenge: { verifier, method } }));
  expect(of('S256')).toMatchObject({
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  });
  expect(of('plain')).toMatchObject({ code_challenge: verifier, code_challenge_method: 'plain' });
  expect(newVerifier()).toMatch(/^[\w-]{43}$/);
});

test.each(['', 'login.example.com', 'javascript:alert(1)', 'file:///etc/passwd'])(
  'no address is made of %p',
  (url) => {
    expect(authorizationUrl({ ...asked, url })).toBeUndefined();
  },
);
