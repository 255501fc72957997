import { BoundedCache } from '../../lib/bounded-cache.ts';
import { KeptFile } from '../../lib/kept-file.ts';
import type { ConnectionDeclaration, ConnectionValue, Params, PartContext } from '../component.ts';
import { InputError, toText } from '../conversions.ts';
import { given } from '../read.ts';
import { textOf } from './answers.ts';
import { fieldText, plain, secret } from './connections.ts';
import { type Field, text } from './fields.ts';
import { ask, type CallContext, connectionIn, type Service, type Signing } from './service.ts';
import { sha256 } from './webhook.ts';
import { xmlOf } from './xml.ts';

export type AwsKeys = { accessKeyId: string; secretAccessKey: string; sessionToken?: string };

const REGION = 'us-east-1';

const region = text('awsRegion', 'AWS region', 'The region that it is in.', { example: REGION });
const dynamic = (key: string, label: string, what: string) =>
  text(key, label, `${what} that is known only when the flow runs; empty: that of the connection.`, {
    type: 'password',
  });
const accessKeyId = dynamic('dynamicAccessKeyId', 'Dynamic access key ID', 'An access key ID');
const secretAccessKey = dynamic('dynamicSecretAccessKey', 'Dynamic secret access key', 'A secret access key');
const sessionToken = dynamic('dynamicSessionToken', 'Dynamic session token', 'A session token');

/** Inputs that all actions for AWS have. */
export const awsFields: readonly Field[] = [region, accessKeyId, secretAccessKey, sessionToken];

const endpoint = plain(
  'endpoint',
  'Endpoint',
  'Where the service is, if it is not AWS itself but one that is like it.',
  { required: false, example: 'https://minio.example.com' },
);
const keyInputs = [
  plain('accessKeyId', 'Access key ID', 'The id of the access key.', { example: 'AKIAIOSFODNN7EXAMPLE' }),
  secret('secretAccessKey', 'Secret access key', 'The secret of the access key.'),
];
const ownRegion = plain('region', 'Region', 'The region where a step names none.', {
  required: false,
  example: REGION,
});

export const awsConnections: readonly ConnectionDeclaration[] = [
  {
    key: 'apiKeySecret',
    label: 'Access key and secret',
    comments: 'An access key of a user of AWS, or of a service that is like it.',
    inputs: [...keyInputs, ownRegion, endpoint],
  },
  {
    key: 'awsAssumeRole',
    label: 'Role ARN',
    comments: 'An access key whose user may take on a role, which is then used.',
    inputs: [
      plain('roleARN', 'Role ARN', 'The role to take on.', {
        example: 'arn:aws:iam::123456789012:role/orders',
      }),
      plain('externalId', 'External ID', 'What the role asks for, if it does.', { required: false }),
      ...keyInputs,
      ownRegion,
      endpoint,
    ],
  },
];

/** A service of AWS, whose requests are signed. @param name the service's name in addresses and signatures */
export function awsService(label: string, connectionKey: string, name: string): Service {
  return { label, connectionKey, connect: () => undefined, sign: (signing) => sign(name, signing) };
}

async function sign(service: string, { request, connection, params, context }: Signing): Promise<void> {
  const keys = await keysOf(connection, params, context);
  // Loaded with the first request to AWS.
  const { AwsV4Signer } = await import('aws4fetch');
  const { method, url, headers, body } = request;
  for (const name of ['authorization', 'x-amz-date']) headers.delete(name);
  // A file is called by the hash of its content.
  if (body instanceof KeptFile) headers.set('x-amz-content-sha256', body.hash);
  const signer = new AwsV4Signer({
    ...{ method, url: url.href, headers, service, region: regionOf(connection, params), ...keys },
    ...(typeof body === 'string' || body instanceof Uint8Array ? { body } : {}),
  });
  const signed = await signer.sign();
  for (const [key, value] of signed.headers) if (key !== 'host') headers.set(key, value);
}

/** The region that the step names, or else the connection. */
export function regionOf(connection: ConnectionValue, params: Params): string {
  const named = textOf(given(params, region.input)) || fieldText(connection, 'region') || REGION;
  if (/^[a-z0-9-]{1,40}$/.test(named)) return named;
  throw new InputError(
    `The input "AWS region" holds ${JSON.stringify(named)}, which is no region: write it like ${REGION}.`,
  );
}

/** Where a service is. */
export function awsAddress(service: Service, params: Params, name: string): string {
  const connection = connectionIn(service, params);
  const own = fieldText(connection, 'endpoint');
  if (own !== '') return own.replace(/\/+$/, '');
  const place = regionOf(connection, params);
  return `https://${name}.${place}.amazonaws.com${place.startsWith('cn-') ? '.cn' : ''}`;
}

export async function keysOf(
  connection: ConnectionValue,
  params: Params,
  context: CallContext,
): Promise<AwsKeys> {
  const own = (field: Field) => toText(given(params, field.input), field.input.label).trim();
  const [id, key, token] = [own(accessKeyId), own(secretAccessKey), own(sessionToken)];
  if (id !== '' && key !== '')
    return { accessKeyId: id, secretAccessKey: key, ...(token === '' ? {} : { sessionToken: token }) };
  const [fixedId, fixedKey] = [
    fieldText(connection, 'accessKeyId'),
    fieldText(connection, 'secretAccessKey'),
  ];
  if (fixedId === '' || fixedKey === '')
    throw new InputError(
      `The connection "${connection.configVarKey}" has no access key: fill in its access key ID and secret access key.`,
    );
  const keys = { accessKeyId: fixedId, secretAccessKey: fixedKey };
  return fieldText(connection, 'roleARN') === '' ? keys : roleKeys(connection, params, context, keys);
}

type Kept = { keys: AwsKeys; until: number };
const roles = new BoundedCache<Kept>({ most: 100 });
const MARGIN_MS = 5 * 60_000;

/** Keys of the role that the connection takes on, which are kept until they end. */
async function roleKeys(connection: ConnectionValue, params: Params, context: PartContext, keys: AwsKeys) {
  const [role, externalId] = [fieldText(connection, 'roleARN'), fieldText(connection, 'externalId')];
  const name = sha256(role, '\n', externalId, '\n', keys.accessKeyId, '\n', keys.secretAccessKey);
  const kept = roles.get(name);
  if (kept && kept.until > Date.now()) return kept.keys;
  const own = { fields: { ...connection.fields, ...keys, roleARN: '' } };
  const sts = awsService('AWS', 'connection', 'sts');
  const asked = { awsRegion: params.awsRegion ?? '', connection: { ...connection, ...own } };
  const answer = await queryCall(sts, context, asked, 'sts', {
    Action: 'AssumeRole',
    Version: '2011-06-15',
    RoleArn: role,
    RoleSessionName: 'stepwell',
    ...(externalId === '' ? {} : { ExternalId: externalId }),
  });
  const got = answer.text('AssumeRoleResult.Credentials');
  const made: AwsKeys = {
    accessKeyId: got('AccessKeyId'),
    secretAccessKey: got('SecretAccessKey'),
    sessionToken: got('SessionToken'),
  };
  roles.set(name, { keys: made, until: Date.parse(got('Expiration')) - MARGIN_MS });
  return made;
}

/** A call of one of the older services, which take a form and answer XML: what stands in its first element. */
export async function queryCall(
  service: Service,
  context: CallContext,
  params: Params,
  name: string,
  form: Record<string, string>,
) {
  const { data } = await ask(service, context, params, {
    method: 'POST',
    path: `${awsAddress(service, params, name)}/`,
    data: form,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    responseType: 'text',
  });
  return xmlOf(textOf(data));
}
