import type { ConnectionDeclaration, InputDeclaration } from '../component.ts';

const baseUrl: InputDeclaration = {
  key: 'baseUrl',
  label: 'Base URL',
  type: 'string',
  comments:
    'Lets steps give only a path, and sends what stands here to this system alone. Empty: steps give whole URLs, and it goes wherever these lead.',
  example: 'https://api.example.com/v2',
  shown: true,
};

export const secret = (key: string, label: string, comments: string): InputDeclaration => ({
  key,
  label,
  type: 'password',
  comments,
  required: true,
  shown: true,
});

export const text = (
  key: string,
  label: string,
  comments: string,
  example: string,
  required = true,
): InputDeclaration => ({
  key,
  label,
  type: 'string',
  comments,
  example,
  required,
  shown: true,
});

const scopes: InputDeclaration = text(
  'scopes',
  'Scopes',
  'Permissions to ask for, separated by spaces.',
  'read write',
  false,
);
const tokenUrl = text(
  'tokenUrl',
  'Token URL',
  'Where access tokens are issued.',
  'https://example.com/token',
);
const clientId = text('clientId', 'Client ID', 'The identifier of your app.', 'my-app');
const clientSecret = secret('clientSecret', 'Client secret', 'The secret of your app.');

const tokenHeaders: InputDeclaration = {
  key: 'headers',
  label: 'Headers',
  type: 'string',
  collection: 'keyvaluelist',
  comments: 'Headers to add to the requests for tokens.',
  example: 'Accept: application/json',
  shown: true,
};

const choice = (
  key: string,
  label: string,
  comments: string,
  model: NonNullable<InputDeclaration['model']>,
): InputDeclaration => ({
  ...{ key, label, type: 'string', comments, model, shown: true },
  default: model[0]?.value ?? '',
});

const clientAuthentication = choice(
  'clientAuthentication',
  'Client authentication',
  'How the client ID and secret are sent when a token is asked for. Most systems take both.',
  [
    { label: 'In a header, as Basic authorization', value: 'header' },
    { label: 'In the form', value: 'body' },
  ],
);

const pkceMethod = choice(
  'pkceMethod',
  'PKCE',
  'Ties the sign-in to the request for the token. Systems that do not know it ignore it; some few refuse it.',
  [
    { label: 'SHA-256', value: 'S256' },
    { label: 'Plain', value: 'plain' },
    { label: 'None', value: 'none' },
  ],
);

const basic: ConnectionDeclaration = {
  key: 'basic',
  label: 'Basic username/password',
  comments: 'Sends a user name and a password as Basic authorization.',
  inputs: [
    text('username', 'Username', 'The user name.', 'integration@example.com'),
    secret('password', 'Password', 'The password of that user.'),
    baseUrl,
  ],
};

const apiKey: ConnectionDeclaration = {
  key: 'apiKey',
  label: 'API key',
  comments: 'Sends an API key, in the Authorization header or in one of its own.',
  inputs: [
    secret('apiKey', 'API key', 'The key that the other system issued.'),
    {
      ...text('headerKey', 'Header key', 'The header that the key is sent in.', 'X-API-Key', false),
      default: 'Authorization',
    },
    {
      key: 'authScheme',
      label: 'Authentication scheme',
      type: 'string',
      comments: 'What stands before the key in that header: "Basic KEY", "Bearer KEY", or the key alone.',
      example: 'Bearer',
      default: 'Basic',
      shown: true,
      model: [
        { label: 'Basic', value: 'Basic' },
        { label: 'Bearer', value: 'Bearer' },
        { label: 'None, the key alone', value: 'None' },
      ],
    },
    baseUrl,
  ],
};

const apiKeySecret: ConnectionDeclaration = {
  key: 'apiKeySecret',
  label: 'API key and secret',
  comments: 'Sends a key and its secret as Basic authorization.',
  inputs: [
    text('apiKey', 'API key', 'The key that the other system issued.', 'ak_1234'),
    secret('apiSecret', 'API secret', 'The secret that belongs to the key.'),
    baseUrl,
  ],
};

const authorizationCode: ConnectionDeclaration = {
  key: 'authorizationCode',
  formerKeys: ['oauth2'],
  label: 'OAuth 2.0 authorization code',
  comments: 'A person signs in at the other system and consents; the access token is then sent and renewed.',
  oauth2Type: 'authorization_code',
  inputs: [
    text('authorizeUrl', 'Authorize URL', 'Where the person signs in.', 'https://example.com/authorize'),
    tokenUrl,
    text(
      'refreshUrl',
      'Refresh URL',
      'Where access tokens are renewed. Empty: at the token URL.',
      'https://example.com/token',
      false,
    ),
    text('revokeUrl', 'Revoke URL', 'Where tokens are given back.', 'https://example.com/revoke', false),
    scopes,
    clientId,
    clientSecret,
    clientAuthentication,
    pkceMethod,
    tokenHeaders,
    baseUrl,
  ],
};

const clientCredentials: ConnectionDeclaration = {
  key: 'clientCredentials',
  formerKeys: ['oauth2ClientCredentials'],
  label: 'OAuth 2.0 client credentials',
  comments: 'Gets an access token for your app itself, without a person.',
  oauth2Type: 'client_credentials',
  inputs: [tokenUrl, scopes, clientId, clientSecret, clientAuthentication, tokenHeaders, baseUrl],
};

export const connections = [basic, apiKey, apiKeySecret, authorizationCode, clientCredentials];
