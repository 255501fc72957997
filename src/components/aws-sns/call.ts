import type { Params } from '../component.ts';
import { queryCall } from '../kit/aws.ts';
import type { CallContext, Service } from '../kit/service.ts';
import type { XmlAnswer } from '../kit/xml.ts';
import { isRecord } from '../records.ts';

/** Asks SNS. What it answers stands in an element that is called by the operation. */
export async function sns(
  service: Service,
  context: CallContext,
  params: Params,
  operation: string,
  data: Record<string, unknown>,
): Promise<XmlAnswer> {
  return await queryCall(service, context, params, 'sns', {
    Action: operation,
    Version: '2010-03-31',
    ...Object.fromEntries(Object.entries(data).flatMap(([name, value]) => flat(name, value))),
  });
}

/** The fields of a form, as the older services take lists and objects: `Entries.member.1.Id`. */
function flat(name: string, value: unknown): [string, string][] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item, index) => flat(`${name}.member.${index + 1}`, item));
  if (value instanceof Uint8Array) return [[name, Buffer.from(value).toString('base64')]];
  if (!isRecord(value)) return [[name, String(value)]];
  if (!/Attributes$/.test(name))
    return Object.entries(value).flatMap(([key, item]) => flat(`${name}.${key}`, item));
  // Attributes of messages are called and written otherwise than those of topics.
  const [first, second] = name.endsWith('MessageAttributes') ? ['Name', 'Value'] : ['key', 'value'];
  return Object.entries(value).flatMap(([key, item], index) => [
    ...flat(`${name}.entry.${index + 1}.${first}`, key),
    ...flat(`${name}.entry.${index + 1}.${second}`, item),
  ]);
}
