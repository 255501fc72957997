import type { ConnectionDeclaration, ConnectionValue, InputDeclaration } from '../component.ts';
import { toText } from '../conversions.ts';
import { ownValue } from '../records.ts';

type More = Partial<InputDeclaration>;

/** A field of a connection that everybody may read. */
export const plain = (key: string, label: string, comments: string, more: More = {}): InputDeclaration => ({
  ...{ key, label, type: 'string', comments, required: true, shown: true },
  ...more,
});

/** A field of a connection that nobody is shown. */
export const secret = (key: string, label: string, comments: string, more: More = {}): InputDeclaration => ({
  ...{ key, label, type: 'password', comments, required: true, shown: true },
  ...more,
});

type OAuth = Partial<ConnectionDeclaration> & {
  label: string;
  authorizeUrl: string;
  tokenUrl: string;
  revokeUrl?: string;
  scopes: string;
  /** Whether the addresses are asked for, since each customer of the service has its own. */
  hasOwnAddresses?: boolean;
  more?: readonly InputDeclaration[];
};

/** A person signs in at the service. */
export function oauth2({
  authorizeUrl,
  tokenUrl,
  revokeUrl = '',
  scopes,
  hasOwnAddresses = false,
  more = [],
  ...declared
}: OAuth): ConnectionDeclaration {
  const address = (key: string, label: string, comments: string, value: string) =>
    plain(key, label, comments, { default: value, shown: hasOwnAddresses, required: value !== '' });
  return {
    key: 'oauth2',
    comments: 'A person signs in at the service and consents; the access token is then sent and renewed.',
    oauth2Type: 'authorization_code',
    ...declared,
    inputs: [
      address('authorizeUrl', 'Authorize URL', 'Where the person signs in.', authorizeUrl),
      address('tokenUrl', 'Token URL', 'Where access tokens are issued.', tokenUrl),
      ...(revokeUrl === ''
        ? []
        : [address('revokeUrl', 'Revoke URL', 'Where tokens are given back.', revokeUrl)]),
      plain('scopes', 'Scopes', 'Permissions to ask for, separated by spaces.', {
        default: scopes,
        required: false,
      }),
      plain('clientId', 'Client ID', 'The identifier of your app there.', { example: 'my-app' }),
      secret('clientSecret', 'Client secret', 'The secret of your app there.'),
      ...more,
    ],
  };
}

/** The input of an action, a trigger or a data source that takes the connection. */
export const connectionInput = (key: string, comments: string): InputDeclaration => ({
  key,
  label: 'Connection',
  type: 'connection',
  comments,
  required: true,
});

/** The text in a field of a connection. */
export const fieldText = ({ fields }: Pick<ConnectionValue, 'fields'>, key: string): string =>
  toText(ownValue(fields, key), 'Connection').trim();

/** A connection whose key stands in the Authorization header as a bearer token. */
export const bearer = (configVarKey: string, key: string, baseUrl: string) => ({
  configVarKey,
  fields: { baseUrl, apiKey: key, authScheme: 'Bearer' },
});
