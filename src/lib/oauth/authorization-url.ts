import { createHash } from 'node:crypto';
import { randomToken } from '../ids.ts';

export type PkceMethod = 'S256' | 'plain';

export type AuthorizationRequest = {
  /** Where people sign in; what stands in its query stays. */
  url: string;
  clientId: string;
  redirectUri: string;
  state: string;
  scopes: string;
  challenge: { verifier: string; method: PkceMethod } | undefined;
};

/** The address that asks a person for consent (RFC 6749, 4.1.1 and RFC 7636, 4.3); undefined where its URL is none. */
export function authorizationUrl(request: AuthorizationRequest): string | undefined {
  const { clientId, redirectUri, state, scopes, challenge } = request;
  const url = URL.parse(request.url);
  if (!url || !/^https?:$/.test(url.protocol)) return undefined;
  url.hash = '';
  const parameters = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: scopes,
    state,
    code_challenge: challenge && challengeOf(challenge.verifier, challenge.method),
    code_challenge_method: challenge?.method,
  };
  for (const [name, value] of Object.entries(parameters)) if (value) url.searchParams.set(name, value);
  return url.href;
}

/** 43 characters, as RFC 7636, 4.1 advises. */
export function newVerifier(): string {
  return randomToken(32);
}

function challengeOf(verifier: string, method: PkceMethod): string {
  return method === 'plain' ? verifier : createHash('sha256').update(verifier).digest('base64url');
}
