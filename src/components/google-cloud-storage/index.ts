import { oauth2, plain, secret } from '../kit/connections.ts';
import { connector } from '../kit/connector.ts';
import { serviceAccountToken } from '../kit/google.ts';
import type { Service } from '../kit/service.ts';
import { buckets } from './buckets.ts';
import { files } from './files.ts';
import { sources } from './sources.ts';

const API = 'https://storage.googleapis.com';
const SCOPE = 'https://www.googleapis.com/auth/devstorage.full_control';

const service: Service = {
  label: 'Google Cloud Storage',
  connectionKey: 'connection',
  async connect(connection, context) {
    const { configVarKey, token } = connection;
    const accessToken = token ?? { access_token: await serviceAccountToken(connection, context, SCOPE) };
    return { configVarKey, fields: { baseUrl: API }, token: accessToken };
  },
};

const projectId = plain('projectId', 'Project ID', 'The project that the buckets are in.', {
  example: 'my-project-1234',
});

export const googleCloudStorage = connector(
  {
    key: 'google-cloud-storage',
    label: 'Google Cloud Storage',
    description: 'Stores and fetches files in buckets of Google Cloud.',
    category: 'Storage',
  },
  () => ({
    service,
    connections: [
      {
        key: 'privateKey',
        label: 'Private key',
        comments: 'A service account; its values stand in the JSON file that Google gives for it.',
        inputs: [
          plain('clientEmail', 'Client email', 'What the file calls client_email.', {
            example: 'name@my-project.iam.gserviceaccount.com',
          }),
          secret('privateKey', 'Private key', 'What the file calls private_key, from -----BEGIN to the end.'),
          projectId,
        ],
      },
      oauth2({
        label: 'OAuth 2.0',
        authorizeUrl: 'https://accounts.google.com/o/oauth2/v2/auth?access_type=offline&prompt=consent',
        tokenUrl: 'https://oauth2.googleapis.com/token',
        revokeUrl: 'https://oauth2.googleapis.com/revoke',
        scopes: SCOPE,
        clientAuthentication: 'body',
        oauth2PkceMethod: 'S256',
        more: [projectId],
      }),
    ],
    actions: [...files(), ...buckets(service)],
    sources: sources(service),
  }),
);
