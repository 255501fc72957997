import type * as v from 'valibot';
import type { Actor, Right } from '../../models/rights.ts';
import type { Deps } from '../kit/deps.ts';
import type { Body, Given, Incoming } from './body.ts';
import type { Query } from './query.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** `id` and `number` of `/integrations/:id/versions/:number`. */
type ParamName<P extends string> = P extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParamName<`/${Rest}`>
  : P extends `${string}:${infer Name}`
    ? Name
    : never;

/** A request as its handler sees it: who asks, and what for, already checked. */
export type Call<P extends string, Q, B> = {
  deps: Deps;
  actor: Actor;
  headers: Headers;
  /** Aborted when the caller has gone. */
  signal: AbortSignal;
  param(name: ParamName<P>): string;
  /** Lets the answer take longer than others. */
  keepOpen(): void;
  query: Q;
  body: B;
};

type Description = {
  /** Unique; what generated clients call the route by. */
  name: string;
  method: Method;
  path: string;
  right: Right;
  summary: string;
  status: 200 | 201 | 202 | 204;
  /** What it answers with the same body where that was so before. */
  also?: 200;
  /** Media types of the answer; JSON when left out. */
  media?: string[];
  /** Request headers with a meaning of their own here. */
  headers?: Record<string, { required: boolean; description: string }>;
  /** Statuses that follow from what it does, beside those that follow from its form. */
  errors?: number[];
};

type Spec<P extends string, Q, B, A> = Description & {
  path: P;
  query: Query<Q>;
  body: Body<B>;
  answer: v.GenericSchema<unknown, A>;
  /** Answers a value, sent as JSON with the route's status, or the whole response. */
  handler(call: Call<P, Q, B>): Promise<A | Response>;
};

export type Received = Incoming & {
  actor: Actor;
  param(name: string): string;
  keepOpen(seconds?: number): void;
};

/** A request that is read and found right; `bytes` and `end` are its body's. */
export type Prepared = Pick<Given<unknown>, 'bytes' | 'end'> & { run(deps: Deps): Promise<Response> };

/** One row of the API: from it come the mount, the right that is asked for, and the description. */
export type Route = Description & {
  query: v.ObjectEntries;
  content: Record<string, v.GenericSchema>;
  answer: v.GenericSchema;
  /** @throws AppError for a query or body that is not right */
  prepare(received: Received): Promise<Prepared>;
};

export function route<const P extends string, Q, B, A>(spec: Spec<P, Q, B, A>): Route {
  const { query, body, handler, ...description } = spec;
  return {
    ...description,
    query: query.entries,
    content: body.content,
    async prepare({ deps, actor, request, param, keepOpen }) {
      const asked = query.read(new URL(request.url).searchParams);
      const { value, bytes, end } = await body.receive({ request, deps, keepOpen });
      const call = {
        actor,
        headers: request.headers,
        signal: request.signal,
        param,
        keepOpen,
        query: asked,
        body: value,
      };
      return { bytes, end, run: async (deps) => responseOf(spec, await handler({ ...call, deps })) };
    },
  };
}

function responseOf({ status }: Description, answer: unknown): Response {
  if (answer instanceof Response) return answer;
  return status === 204 ? new Response(null, { status }) : Response.json(answer, { status });
}
