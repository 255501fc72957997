import { BoundedCache } from '../../lib/bounded-cache.ts';
import { requestToken } from '../../lib/oauth/token-request.ts';
import { valueAt } from '../../lib/records.ts';
import type { ConnectionDeclaration, ConnectionValue, InputDeclaration, PartContext } from '../component.ts';
import { InputError } from '../conversions.ts';
import { textOf } from './answers.ts';
import type { Pages } from './calls.ts';
import { fieldText, oauth2 } from './connections.ts';
import { text } from './fields.ts';
import type { Service } from './service.ts';
import { sha256 } from './webhook.ts';

const TOKEN_URL = 'https://oauth2.googleapis.com/token';
const LIFETIME = 3600;
/** A token is asked for anew so long before it ends. */
const MARGIN_MS = 5 * 60_000;

type Kept = { token: string; until: number };
const tokens = new BoundedCache<Kept>({ most: 100 });

/** A private key as it stands in the file that Google gives, with its line ends written out or not. */
export const privateKeyOf = (connection: ConnectionValue): string =>
  fieldText(connection, 'privateKey').replaceAll('\\n', '\n');

/**
 * The access token of a service account: a JWT that is signed with its private key is exchanged for one, which is kept
 * until it ends.
 * @throws InputError where the key is none, or Google does not take it
 */
export async function serviceAccountToken(
  connection: ConnectionValue,
  { host }: PartContext,
  scope: string,
): Promise<string> {
  const [email, key] = [fieldText(connection, 'clientEmail'), privateKeyOf(connection)];
  const name = sha256(email, '\n', key, '\n', scope);
  const kept = tokens.get(name);
  if (kept && kept.until > Date.now()) return kept.token;
  const assertion = await signedClaim(connection, email, key, scope);
  const answer = await requestToken(host.fetch, {
    url: TOKEN_URL,
    client: { id: '', secret: '', sentIn: 'body' },
    grant: { type: 'client_credentials' },
    grantType: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    parameters: { assertion },
  });
  if (!answer.ok)
    throw new InputError(
      `Google does not take the connection "${connection.configVarKey}": ${answer.message} Correct its client email and private key.`,
    );
  const token = answer.token.access_token;
  tokens.set(name, { token, until: (answer.expiresAt ?? Date.now() + LIFETIME * 1000) - MARGIN_MS });
  return token;
}

async function signedClaim({ configVarKey }: ConnectionValue, email: string, key: string, scope: string) {
  // Loaded with the first service account.
  const { importPKCS8, SignJWT } = await import('jose');
  const secret = await importPKCS8(key, 'RS256').catch(() => {
    throw new InputError(
      `The private key of the connection "${configVarKey}" is none: copy private_key from the JSON file of the service account, from -----BEGIN to the end.`,
    );
  });
  return new SignJWT({ scope })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
    .setIssuer(email)
    .setAudience(TOKEN_URL)
    .setIssuedAt()
    .setExpirationTime(`${LIFETIME}s`)
    .sign(secret);
}

/** A Google API: people sign in, or a service account does. @param scope what a service account asks for */
export function googleService(label: string, connectionKey: string, baseUrl: string, scope: string): Service {
  return {
    label,
    connectionKey,
    async connect(connection, context) {
      const { configVarKey, token } = connection;
      const asked = fieldText(connection, 'scopes') || scope;
      const accessToken = token ?? { access_token: await serviceAccountToken(connection, context, asked) };
      return { configVarKey, fields: { baseUrl, clientId: '' }, token: accessToken };
    },
  };
}

/** A person signs in at Google; it renews tokens for those alone who have consented anew. */
export const googleOauth = (scopes: string, more: readonly InputDeclaration[] = []): ConnectionDeclaration =>
  oauth2({
    label: 'OAuth 2.0',
    authorizeUrl: 'https://accounts.google.com/o/oauth2/v2/auth?access_type=offline&prompt=consent',
    tokenUrl: TOKEN_URL,
    revokeUrl: 'https://oauth2.googleapis.com/revoke',
    scopes,
    clientAuthentication: 'body',
    oauth2PkceMethod: 'S256',
    more,
  });

/** @param items where the list stands in an answer */
export const googlePages = (items: string): Pages => ({
  items,
  next({ data }) {
    const token = textOf(valueAt(data, 'nextPageToken'));
    return token === '' ? undefined : { pageToken: token };
  },
});

export const pageToken = text('pageToken', 'Page token', 'What an earlier answer calls nextPageToken.');
