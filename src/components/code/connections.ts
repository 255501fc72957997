import type { ConnectionDeclaration } from '../component.ts';
import { connections as ofHttp, secret, text } from '../http/connections.ts';

/** What only requests of the HTTP component obey. */
const OF_REQUESTS = new Set(['baseUrl', 'refreshUrl', 'headerKey', 'authScheme']);

/** Code is handed what was typed, as `connection.fields`, with the `connection.token` of one that is signed in for. */
export const connections: ConnectionDeclaration[] = [
  ...ofHttp.map(
    ({ formerKeys: _, ...connection }): ConnectionDeclaration => ({
      ...connection,
      ...(!connection.oauth2Type && {
        comments: 'Handed to the code, which sends it as the other system wants it.',
      }),
      inputs: connection.inputs.filter(({ key }) => !OF_REQUESTS.has(key)),
    }),
  ),
  {
    key: 'privateKey',
    label: 'Private key',
    comments: 'Handed to the code, which signs with it.',
    inputs: [
      text('username', 'Username', 'Whose key it is.', 'integration@example.com'),
      secret('privateKey', 'Private key', 'The key as text, with its first and last line.'),
    ],
  },
];
