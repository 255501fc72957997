import type { Params } from '../component.ts';
import { InputError } from '../conversions.ts';
import type { FullResponse } from '../http/response.ts';
import { textOf } from '../kit/answers.ts';
import { awsAddress } from '../kit/aws.ts';
import { fieldText } from '../kit/connections.ts';
import { needed, text } from '../kit/fields.ts';
import { ask, type CallContext, connectionIn, type Service } from '../kit/service.ts';
import { xmlOf } from '../kit/xml.ts';

export const bucket = needed(
  text('bucket', 'Bucket name', 'The bucket.', { example: 'my-bucket', dataSource: 'selectBucket' }),
);
export const objectKey = needed(
  text('objectKey', 'Object key', 'The name of the object in the bucket, with its folders.', {
    example: 'orders/42.json',
  }),
);

export type S3Call = {
  method: string;
  bucket?: unknown;
  key?: unknown;
  query?: Record<string, unknown>;
  data?: unknown;
  headers?: Record<string, string>;
  responseType?: 'text' | 'binary';
};

/** Where a bucket or an object of it is. Buckets have hosts of their own at AWS, and are part of the path elsewhere. */
export function addressOf(service: Service, params: Params, name = '', key = ''): string {
  const address = awsAddress(service, params, 's3');
  const path = pathOf(key);
  if (name === '') return `${address}/`;
  if (!/^[a-zA-Z0-9._-]{3,255}$/.test(name) || /^\.+$/.test(name))
    throw new InputError(
      `The input "Bucket name" holds ${JSON.stringify(name)}, which is no name of a bucket.`,
    );
  const isOwn = fieldText(connectionIn(service, params), 'endpoint') !== '';
  // A certificate for any bucket does not hold for names with dots.
  if (isOwn || name.includes('.')) return `${address}/${name}${path === '' ? '' : `/${path}`}`;
  return `${address.replace('https://', `https://${name}.`)}/${path}`;
}

/** @throws InputError for steps up and down, which addresses would take before the service sees them */
function pathOf(key: string): string {
  const parts = key.split('/');
  if (parts.some((part) => part === '.' || part === '..'))
    throw new InputError(
      `The input "Object key" holds ${JSON.stringify(key)}: parts that are only dots cannot be asked for.`,
    );
  return parts.map(encodeURIComponent).join('/');
}

/** Asks S3. What it answers in XML can be read by `xmlOf`. */
export async function s3(
  service: Service,
  context: CallContext,
  params: Params,
  call: S3Call,
): Promise<FullResponse> {
  const { method, query, data, headers, responseType = 'text' } = call;
  const path = addressOf(service, params, textOf(call.bucket), textOf(call.key));
  return ask(service, context, params, { method, path, query, data, headers, responseType });
}

/** The same, for an answer in XML. */
export async function s3Xml(service: Service, context: CallContext, params: Params, call: S3Call) {
  const { data } = await s3(service, context, params, call);
  return xmlOf(textOf(data));
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as it stands in XML. */
export const xmlText = (value: unknown): string =>
  textOf(value).replaceAll(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);
