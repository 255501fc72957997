import { afterAll, beforeEach, describe, expect, test } from 'bun:test';
import { createEgress, EgressError } from '../../../src/lib/egress.ts';
import type { TokenAnswer } from '../../../src/lib/oauth/token-answer.ts';
import {
  type Grant,
  requestToken,
  revokeToken,
  type TokenRequest,
} from '../../../src/lib/oauth/token-request.ts';
import { now } from '../../../src/lib/time.ts';
import { startUpstream } from '../../support/upstream.ts';

const provider = startUpstream();
const { fetch } = createEgress({ allow: ['127.0.0.1'] });
afterAll(() => provider.stop());

const TOKEN = { access_token: 'at-0123456789', token_type: 'Bearer', expires_in: 3600 };
const CLIENT = { id: 'shop app', secret: 'se:cr+et/ü', sentIn: 'header' as const };
const CODE: Grant = {
  type: 'authorization_code',
  code: 'c-0123456789',
  redirectUri: 'http://stepwell.test/oauth/callback',
  verifier: undefined,
};
const REFRESH: Grant = { type: 'refresh_token', refreshToken: 'rt-0123456789' };

beforeEach(() => {
  provider.calls.length = 0;
  provider.answer = () => Response.json(TOKEN);
});

async function asked(more: Partial<TokenRequest> = {}) {
  const answer = await requestToken(fetch, {
    ...{ url: `${provider.url}/token`, client: CLIENT, grant: CODE },
    ...more,
  });
  const call = provider.calls.at(-1);
  if (!call) throw new Error('Nothing was asked.');
  return { answer, call, form: Object.fromEntries(new URLSearchParams(call.body)) };
}

const granted = (answer: TokenAnswer) => {
  if (!answer.ok) throw new Error(answer.message);
  return answer;
};
const refused = (answer: TokenAnswer) => {
  if (answer.ok) throw new Error('It was granted.');
  return answer;
};
const answers = (body: string, init: ResponseInit = {}) => {
  provider.answer = () => new Response(body, init);
};

describe('a request for a token', () => {
  test('is a form, with the client form-encoded in the Basic header and nowhere else', async () => {
    const { call, form } = await asked();
    expect(call.method).toBe('POST');
    expect(call.headers['content-type']).toBe('application/x-www-form-urlencoded');
    const [, encoded = ''] = call.headers.authorization?.split('Basic ') ?? [];
    expect(Buffer.from(encoded, 'base64').toString()).toBe('shop+app:se%3Acr%2Bet%2F%C3%BC');
    const { code, redirectUri: redirect_uri } = CODE;
    expect(form).toEqual({ grant_type: 'authorization_code', code, redirect_uri });
  });

  test('has the client among its parameters where the setting says so, and in no header', async () => {
    const { call, form } = await asked({ client: { ...CLIENT, sentIn: 'body' } });
    expect(call.headers.authorization).toBeUndefined();
    expect(form).toMatchObject({ client_id: CLIENT.id, client_secret: CLIENT.secret });
  });

  test('of a public client names it, and sends no empty secret', async () => {
    const { call, form } = await asked({ client: { ...CLIENT, secret: '' } });
    expect(call.headers.authorization).toBeUndefined();
    expect(form.client_id).toBe(CLIENT.id);
    expect(Object.keys(form)).not.toContain('client_secret');
  });

  test.each<[what: string, grant: Grant, more: Partial<TokenRequest>, sent: Record<string, string>]>([
    [
      'a code with its verifier',
      { ...CODE, verifier: 'v-1' },
      {},
      { grant_type: 'authorization_code', code_verifier: 'v-1' },
    ],
    [
      'a refresh',
      REFRESH,
      { scopes: 'read' },
      { grant_type: 'refresh_token', refresh_token: 'rt-0123456789' },
    ],
    [
      'the client itself',
      { type: 'client_credentials' },
      { scopes: 'read write' },
      { grant_type: 'client_credentials', scope: 'read write' },
    ],
    [
      'the client itself, without scopes',
      { type: 'client_credentials' },
      { scopes: '' },
      { grant_type: 'client_credentials' },
    ],
    [
      'another grant type',
      { type: 'client_credentials' },
      { grantType: 'shared_token' },
      { grant_type: 'shared_token' },
    ],
    [
      'parameters of its own',
      REFRESH,
      { parameters: { realmId: '9', grant_type: 'x', shop: '' } },
      { grant_type: 'refresh_token', refresh_token: 'rt-0123456789', realmId: '9' },
    ],
  ])('with %s sends that and nothing empty', async (_, grant, more, sent) => {
    const { form } = await asked({ grant, ...more });
    const { code: _code, redirect_uri: _uri, ...rest } = form;
    expect(rest).toEqual(sent);
  });

  test('carries headers of its own, which may replace all but the content type', async () => {
    const { call } = await asked({
      headers: { 'X-Tenant': 'acme', Accept: 'text/plain', 'Content-Type': 'x/y' },
    });
    expect(call.headers).toMatchObject({
      'x-tenant': 'acme',
      accept: 'text/plain',
      'content-type': 'application/x-www-form-urlencoded',
    });
  });

  test('goes nowhere that the egress guard refuses, and follows no redirect', async () => {
    const guarded = createEgress({ allow: [] }).fetch;
    const request = { url: `${provider.url}/token`, client: CLIENT, grant: REFRESH };
    await expect(requestToken(guarded, request)).rejects.toThrow(EgressError);
    provider.answer = () =>
      new Response(null, { status: 307, headers: { location: `${provider.url}/else` } });
    await expect(requestToken(fetch, request)).rejects.toThrow('redirects');
    expect(provider.calls).toHaveLength(1);
  });

  test('takes no answer larger than any token is', async () => {
    answers('x'.repeat(300_000));
    await expect(asked()).rejects.toThrow(EgressError);
  });
});

describe('an answer with a token is read', () => {
  const secondsLeft = (answer: TokenAnswer) => {
    const { expiresAt } = granted(answer);
    return expiresAt === null ? null : Math.round((expiresAt - now()) / 1000);
  };

  test.each<[what: string, expires: unknown, seconds: number | null]>([
    ['as a number', 3600, 3600],
    ['as text', '3600', 3600],
    ['as 0', 0, null],
    ['as text without sense', 'never', null],
    ['below 0', -1, null],
    ['absent', undefined, null],
    ['above all reason', 1e15, null],
  ])('whose end is given %s', async (_, expires_in, seconds) => {
    provider.answer = () => Response.json({ ...TOKEN, expires_in });
    expect(secondsLeft((await asked()).answer)).toBe(seconds);
  });

  test('nested, as Slack’s of a user, with what stands around it', async () => {
    const team = { id: 'T1' };
    const authed_user = { id: 'U1', access_token: 'xoxp-1', refresh_token: 'xoxe-1', expires_in: '43200' };
    provider.answer = () => Response.json({ ok: true, team, authed_user });
    const { answer } = await asked();
    expect(granted(answer).token).toMatchObject({
      access_token: 'xoxp-1',
      refresh_token: 'xoxe-1',
      team,
      authed_user,
    });
    expect(secondsLeft(answer)).toBe(43_200);
  });

  test('of a bot where there is one of a user beside it', async () => {
    provider.answer = () =>
      Response.json({ ok: true, access_token: 'xoxb-1', authed_user: { access_token: 'xoxp-1' } });
    expect(granted((await asked()).answer).token.access_token).toBe('xoxb-1');
  });

  test.each<[what: string, body: string, type: string]>([
    [
      'as a form',
      'access_token=at-1&scope=repo%2Cgist&token_type=bearer',
      'application/x-www-form-urlencoded',
    ],
    ['as a form that says it is HTML', 'access_token=at-1&token_type=bearer', 'text/html'],
    ['as JSON that says it is text', '{"access_token":"at-1"}', 'text/plain; charset=utf-8'],
    ['as JSON after a byte order mark', '\ufeff{"access_token":"at-1"}', 'application/json'],
    ['as JSON without a type', '\n {"access_token":"at-1"}\n', ''],
    ['in other letters', '{"accessToken":"at-1","expiresIn":60}', 'application/json'],
  ])('%s', async (_, body, type) => {
    answers(body, { headers: { 'content-type': type } });
    expect(granted((await asked()).answer).token.access_token).toBe('at-1');
  });

  test('when it is as long as 16 KB', async () => {
    const access_token = 'x'.repeat(16 * 1024);
    provider.answer = () => Response.json({ access_token });
    expect(granted((await asked()).answer).token.access_token).toBe(access_token);
  });
});

describe('an answer without one', () => {
  test.each<[what: string, status: number, body: string, isFinal: boolean, message: string]>([
    [
      'of the standard',
      400,
      '{"error":"invalid_grant","error_description":"Token revoked."}',
      true,
      'invalid_grant: Token revoked.',
    ],
    [
      'in a 200, as Slack’s',
      200,
      '{"ok":false,"error":"invalid_refresh_token"}',
      true,
      'invalid_refresh_token',
    ],
    [
      'in a 200, as GitHub’s',
      200,
      'error=bad_verification_code&error_description=The+code+is+incorrect.',
      true,
      'bad_verification_code: The code is incorrect.',
    ],
    [
      'nested',
      400,
      '{"error":{"type":"OAuthException","message":"Session has expired"}}',
      true,
      'OAuthException: Session has expired',
    ],
    [
      'in capitals',
      400,
      '{"status":"BAD_REFRESH_TOKEN","message":"missing or unknown"}',
      true,
      'BAD_REFRESH_TOKEN: missing or unknown',
    ],
    ['that asks to come back', 429, '{"error":"invalid_grant"}', false, 'invalid_grant'],
    ['of a server that is ill', 500, '{"error":"server_error"}', false, 'server_error'],
    ['of something before it', 502, '<html>Bad gateway</html>', false, 'It answered 502 without a token.'],
    ['with an error that nobody knows', 400, '{"error":"too_busy"}', false, 'too_busy'],
    ['with nothing in it', 200, '{}', false, 'It answered 200 without a token.'],
  ])('%s says why, and whether it is final', async (_, status, body, isFinal, message) => {
    answers(body, { status });
    expect(refused((await asked({ grant: REFRESH })).answer)).toMatchObject({ isFinal, message });
  });

  test('is shown in one short line, without the secrets that were sent', async () => {
    const said = `The token rt-0123456789\nof \u202eshop app with ${CLIENT.secret} ${'is wrong '.repeat(200)}`;
    answers(JSON.stringify({ error: 'invalid_grant', error_description: said }), { status: 400 });
    const { message } = refused((await asked({ grant: REFRESH })).answer);
    expect(message).toStartWith('invalid_grant: The token *** of shop app with *** is wrong');
    expect(message).toHaveLength(300);
  });

  test('by the time limit is thrown, as is none at all', async () => {
    provider.answer = () => new Promise(() => undefined);
    const late: typeof fetch = (url, init) => fetch(url, { ...init, timeout: 50 });
    const request = { url: `${provider.url}/token`, client: CLIENT, grant: REFRESH };
    await expect(requestToken(late, request)).rejects.toThrow('no whole answer');
    const nowhere = { ...request, url: 'http://127.0.0.1:1/token' };
    await expect(requestToken(fetch, nowhere)).rejects.toThrow(EgressError);
  });
});

test('a token is given back with a hint of what it is, and whether that was taken is answered', async () => {
  const place = { url: `${provider.url}/revoke`, client: CLIENT };
  provider.answer = () => new Response(null, { status: 200 });
  const hint = 'refresh_token';
  expect(await revokeToken(fetch, place, { token: 'rt-1', hint })).toBe(true);
  const [call] = provider.calls;
  expect(call?.body).toBe('token=rt-1&token_type_hint=refresh_token');
  expect(call?.headers.authorization).toStartWith('Basic ');
  provider.answer = () => new Response(null, { status: 503 });
  expect(await revokeToken(fetch, place, { token: 'rt-1', hint })).toBe(false);
});
