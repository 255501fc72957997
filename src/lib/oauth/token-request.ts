import type { Egress } from '../egress.ts';
import { SECOND } from '../time.ts';
import { readTokenAnswer, type TokenAnswer } from './token-answer.ts';

/** Who asks for tokens, and how the server is shown that. */
export type OAuthClient = {
  id: string;
  /** Empty for a public client, which has none. */
  secret: string;
  /** In the header, as every server has to know it (RFC 6749, 2.3.1), or among the parameters. */
  sentIn: 'header' | 'body';
};

/** What a token is asked for with. */
export type Grant =
  | { type: 'authorization_code'; code: string; redirectUri: string; verifier: string | undefined }
  | { type: 'refresh_token'; refreshToken: string }
  | { type: 'client_credentials' };

export type TokenRequest = {
  url: string;
  client: OAuthClient;
  grant: Grant;
  /** In place of the grant's own `grant_type`. */
  grantType?: string | undefined;
  scopes?: string | undefined;
  /** Further parameters. None of them takes the place of one of the standard's. */
  parameters?: Record<string, string>;
  headers?: Record<string, string>;
};

type Fetch = Egress['fetch'];
type Parameters = Record<string, string | undefined>;

const LIMITS = { timeout: 20 * SECOND, maxBytes: 256 * 1024, redirect: 'error' } as const;

/**
 * Asks a token endpoint (RFC 6749, 3.2).
 * @throws EgressError when no whole answer came
 */
export async function requestToken(fetch: Fetch, request: TokenRequest): Promise<TokenAnswer> {
  const { url, client, grant, grantType, scopes, parameters, headers } = request;
  const own = { ...parametersOf(grant, scopes), grant_type: grantType || grant.type };
  const response = await post(fetch, url, client, { ...parameters, ...own }, headers);
  const secrets = [client.secret, ...secretsOf(grant), ...Object.values(parameters ?? {})];
  return readTokenAnswer(response.status, new Uint8Array(await response.arrayBuffer()), {
    contentType: response.headers.get('content-type') ?? '',
    secrets,
  });
}

/**
 * Gives a token back (RFC 7009). @returns whether the server has taken it: it also has where it did not know the token
 * @throws EgressError when no whole answer came
 */
export async function revokeToken(
  fetch: Fetch,
  { url, client, headers }: Pick<TokenRequest, 'url' | 'client' | 'headers'>,
  { token, hint }: { token: string; hint: 'access_token' | 'refresh_token' },
): Promise<boolean> {
  const { ok } = await post(fetch, url, client, { token, token_type_hint: hint }, headers);
  return ok;
}

function parametersOf(grant: Grant, scopes: string | undefined): Parameters {
  switch (grant.type) {
    case 'authorization_code':
      return { code: grant.code, redirect_uri: grant.redirectUri, code_verifier: grant.verifier };
    // Without a scope it is the one that was granted (RFC 6749, 6).
    case 'refresh_token':
      return { refresh_token: grant.refreshToken };
    case 'client_credentials':
      return { scope: scopes };
  }
}

function secretsOf(grant: Grant): string[] {
  if (grant.type === 'refresh_token') return [grant.refreshToken];
  return grant.type === 'authorization_code' ? [grant.code, grant.verifier ?? ''] : [];
}

async function post(
  fetch: Fetch,
  url: string,
  client: OAuthClient,
  parameters: Parameters,
  more: Record<string, string> = {},
): Promise<Response> {
  const isInHeader = client.sentIn === 'header' && client.secret !== '';
  const known = isInHeader ? {} : { client_id: client.id, client_secret: client.secret };
  const headers = new Headers({ accept: 'application/json' });
  if (isInHeader) headers.set('authorization', basic(client));
  for (const [name, value] of Object.entries(more)) headers.set(name, value);
  headers.set('content-type', 'application/x-www-form-urlencoded');
  const body = encoded({ ...parameters, ...known });
  return await fetch(url, { method: 'POST', headers: Object.fromEntries(headers), body, ...LIMITS });
}

/** RFC 6749, 2.3.1: id and secret are form-encoded each before they become user name and password. */
function basic({ id, secret }: OAuthClient): string {
  return `Basic ${Buffer.from(`${formEncoded(id)}:${formEncoded(secret)}`).toString('base64')}`;
}

function formEncoded(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}

/** RFC 6749, 3.2: what is sent without a value is as if it were not sent, so it is not. */
function encoded(parameters: Parameters): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value) form.append(name, value);
  return form.toString();
}
