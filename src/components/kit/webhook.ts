import { createHash, createHmac } from 'node:crypto';
import type {
  ActionContext,
  HttpResponse,
  InputDeclaration,
  Params,
  Trigger,
  TriggerPayload,
  TriggerResult,
} from '../component.ts';
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
  read?(payload: TriggerPayload, params: Params): TriggerPayload;
  /** Which way the flow goes by what has come. */
  branches?: { names: string[]; of(payload: TriggerPayload): string };
  /** What a call is answered that only asks whether the address is right: no step runs for it. */
  challenge?(payload: TriggerPayload, params: Params): HttpResponse | undefined;
  /** What a call is answered that wants more than to be taken. */
  answer?(payload: TriggerPayload, params: Params): HttpResponse | undefined;
  example: { headers: Record<string, string>; body: unknown };
} & Pick<Trigger, 'onInstanceDeploy' | 'onInstanceDelete' | 'webhookCreate' | 'webhookDelete'>;

/** Ends a run before its steps, as of a polling trigger that has found nothing. */
const NO_STEPS = 'polled_no_changes';

/** A trigger that a service calls, which shows by a signature that it is the service that calls. */
export function webhookTrigger(row: WebhookRow): Trigger {
  const {
    key,
    label,
    description,
    directions,
    inputs,
    verify,
    read,
    branches,
    challenge,
    answer,
    example,
    ...lifecycle
  } = row;
  return {
    key,
    display: { label, description, ...(directions === undefined ? {} : { directions }) },
    inputs,
    ...(branches ? { allowsBranching: true, staticBranchNames: branches.names } : {}),
    scheduleSupport: 'invalid',
    synchronousResponseSupport: 'valid',
    answersCalls: true,
    ...(branches ? { allowsBranching: true, staticBranchNames: branches.names } : {}),
    stateReads: () => [],
    async perform(context, payload, params) {
      try {
        await verify(context, payload, params);
      } catch (error) {
        if (error instanceof Unsigned) return refusalOf(error);
        throw error;
      }
      const asked = challenge?.(payload, params);
      if (asked) return { payload, response: asked, resultType: NO_STEPS };
      const response = answer?.(payload, params);
      const branch = branches?.of(payload);
      return {
        payload: read?.(payload, params) ?? payload,
        ...(branch === undefined ? {} : { branch }),
        ...(response ? { response } : {}),
      };
    },
    examplePayload: {
      ...(branches ? { branch: branches.names[0] } : {}),
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

/** A call without the signature that it would have if it came from whom it should come from. */
export class Unsigned extends InputError {}

export const unsigned = (service: string, secret: string): Unsigned =>
  new Unsigned(
    `The call is not signed as ${service} would sign it: nothing was run. If it is from ${service}, correct ${secret}.`,
  );

/** Whoever has called is told; a service that is answered 500 would call again and again. */
function refusalOf(error: Unsigned): TriggerResult {
  const body = JSON.stringify({ error: { code: 'unauthorized', message: error.message } });
  const response = { statusCode: 401, contentType: 'application/json', body };
  return { payload: null, response, failed: true, error };
}

type Digest = { algorithm: 'sha1' | 'sha256'; encoding: 'hex' | 'base64' };

/** The signature of these texts or bytes, one after another. */
export function hmac(
  { algorithm, encoding }: Digest,
  secret: string | Uint8Array,
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

/** The body of the call as it was signed. */
export const rawBytes = ({ rawBody }: TriggerPayload): Uint8Array => toBytes(rawBody.data, 'Body');

/** A header of the call, however its name is written; empty where it has none. */
export function headerOf({ headers }: TriggerPayload, name: string): string {
  const found = Object.entries(headers).find(([key]) => key.toLowerCase() === name.toLowerCase());
  return found?.[1] ?? '';
}

/** A value in the address of the call; empty where it has none. */
export function queryOf({ queryParameters }: TriggerPayload, name: string): string {
  const value = queryParameters[name];
  return (Array.isArray(value) ? value[0] : value) ?? '';
}
