import type { TriggerPayload } from '../component.ts';
import { isRecord } from '../records.ts';

/** A message comes as Base64: a flow is given what it says, too. */
export function decoded(payload: TriggerPayload): TriggerPayload {
  const { data } = payload.body;
  const message = isRecord(data) && isRecord(data.message) ? data.message : undefined;
  if (!isRecord(data) || typeof message?.data !== 'string') return payload;
  const decodedData = jsonOf(Buffer.from(message.data, 'base64').toString());
  return { ...payload, body: { ...payload.body, data: { ...data, message: { ...message, decodedData } } } };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
