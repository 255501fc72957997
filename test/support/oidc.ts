/** A real provider of the field on loopback: `oidc-provider`, with PKCE, rotating refresh tokens and revocation. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import Provider from 'oidc-provider';

export const CLIENT = { clientId: 'shop-app', clientSecret: 'secret-of-the-app-0123456789' };

/** @param redirectUri as it is registered there: nothing else is sent back to */
export async function startOidc(redirectUri: string, seconds = 3600) {
  let consents = true;
  let provider: Provider | undefined;
  const server = createServer((request, response) => {
    if (!provider) return void response.end();
    if (request.url?.startsWith('/interaction/')) void interact(provider, consents, request, response);
    else provider.callback()(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  provider = new Provider(url, {
    clients: [
      {
        client_id: CLIENT.clientId,
        client_secret: CLIENT.clientSecret,
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code', 'refresh_token'],
        token_endpoint_auth_method: 'client_secret_basic',
      },
    ],
    cookies: { keys: ['a-key-of-this-test'] },
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true, allowedPolicy: () => true },
    },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    issueRefreshToken: () => true,
    rotateRefreshToken: () => true,
    pkce: { required: () => true },
    ttl: {
      AccessToken: seconds,
      RefreshToken: 86_400,
      Grant: 86_400,
      Session: 3600,
      Interaction: 600,
      IdToken: 600,
    },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  });
  // It says on each start that keys of a test are none for production.
  return {
    url,
    /** What a connection to it holds. */
    fields: {
      ...CLIENT,
      authorizeUrl: `${url}/auth?ui_locales=en`,
      tokenUrl: `${url}/token`,
      revokeUrl: `${url}/token/revocation`,
      scopes: 'openid',
    },
    /** The person says no from now on, or yes again. */
    refuses: (no: boolean) => {
      consents = !no;
    },
    /** Goes there as a browser does. @returns the address that it sends the browser back to */
    signIn: (authorization: string) => follow(authorization, redirectUri),
    stop: () => void server.close(),
  };
}

async function interact(
  provider: Provider,
  consents: boolean,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { prompt, session } = await provider.interactionDetails(request, response);
  const accountId = session?.accountId ?? 'acme';
  if (!consents) {
    const refusal = { error: 'access_denied', error_description: 'End-User aborted interaction' };
    return await provider.interactionFinished(request, response, refusal);
  }
  if (prompt.name === 'login')
    return await provider.interactionFinished(request, response, { login: { accountId } });
  const grant = new provider.Grant({ accountId, clientId: CLIENT.clientId });
  grant.addOIDCScope('openid');
  await provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
}

async function follow(first: string, redirectUri: string): Promise<string> {
  const jar = new Map<string, string>();
  let address = first;
  for (let hops = 0; hops < 10; hops += 1) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(address, { redirect: 'manual', headers: { cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    const location = answer.headers.get('location');
    if (location === null) throw new Error(`${address} answered ${answer.status}: ${await answer.text()}`);
    address = new URL(location, address).href;
    if (address.startsWith(redirectUri)) return address;
  }
  throw new Error('The provider does not come to an end.');
}
