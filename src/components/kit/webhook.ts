import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { ActionContext, InputDeclaration, Params, Trigger, TriggerPayload } from '../component.ts';
import { InputError, toBytes } from '../conversions.ts';

type WebhookRow = {
  key: string;
  label: string;
  description: string;
  directions?: string;
  inputs: InputDeclaration[];
  /** Whether the call is from the service. @throws Unsigned, or whatever else speaks against it */
  verify(context: ActionContext, payload: TriggerPayload, params: Params): void | Promise<void>;
  /** What the flow is told, where that is not what has come. */
  read?(payload: TriggerPayload): TriggerPayload;
  /** What a call is answered that wants more than to be taken. */
  answer?(
    payload: TriggerPayload,
    params: Params,
  ): { statusCode: number; contentType?: string; body?: unknown } | undefined;
  example: { headers: Record<string, string>; body: unknown };
} & Pick<Trigger, 'onInstanceDeploy' | 'onInstanceDelete' | 'webhookCreate' | 'webhookDelete'>;

/** A trigger that a service calls, which shows by a signature that it is the service that calls. */
export function webhookTrigger(row: WebhookRow): Trigger {
  const { key, label, description, directions, inputs, verify, read, answer, example, ...lifecycle } = row;
  return {
    key,
    display: { label, description, ...(directions === undefined ? {} : { directions }) },
    inputs,
    scheduleSupport: 'invalid',
    synchronousResponseSupport: 'valid',
    answersCalls: true,
    stateReads: () => [],
    async perform(context, payload, params) {
      await verify(context, payload, params);
      const response = answer?.(payload, params);
      return { payload: read?.(payload) ?? payload, ...(response ? { response } : {}) };
    },
    examplePayload: {
      payload: {
        headers: example.headers,
        queryParameters: {},
        rawBody: { data: JSON.stringify(example.body), contentType: 'application/json' },
        body: { data: example.body, contentType: 'application/json' },
        pathFragment: '',
      },
    },
    ...lifecycle,
  };
}

/** A call without the signature that it would have if it came from the service. */
export class Unsigned extends InputError {
  constructor(service: string, secret: string) {
    super(
      `The call is not signed as ${service} would sign it: nothing was run. If it is from ${service}, correct ${secret}.`,
    );
  }
}

type Digest = { algorithm: 'sha1' | 'sha256'; encoding: 'hex' | 'base64' };

/** The signature of these texts or bytes, one after another. */
export function hmac(
  { algorithm, encoding }: Digest,
  secret: string,
  ...parts: readonly (string | Uint8Array)[]
) {
  const made = createHmac(algorithm, secret);
  for (const part of parts) made.update(part);
  return made.digest(encoding);
}

export const sha256 = (...parts: readonly (string | Uint8Array)[]): string => {
  const made = createHash('sha256');
  for (const part of parts) made.update(part);
  return made.digest('hex');
};

/** Whether two signatures are the same; how long it takes does not tell how much of them is. */
export function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The body of the call as it was signed. */
export const rawBytes = ({ rawBody }: TriggerPayload): Uint8Array => toBytes(rawBody.data, 'Body');

/** A header of the call, however its name is written. */
export function headerOf({ headers }: TriggerPayload, name: string): string {
  const found = Object.entries(headers).find(([key]) => key.toLowerCase() === name);
  return found?.[1] ?? '';
}
