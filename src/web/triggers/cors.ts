import type { Context } from 'hono';
import type { CompiledFlow } from '../../definition/compile/compiled.ts';
import type { Deps } from '../kit/deps.ts';
import { type Found, flowsAt } from './routing.ts';

/*
 * Pages of other sites call flows from browsers: those of the origins that a flow names. Browsers ask first, and show the
 * answer to the page only where it says that it may be shown.
 */

/** Whether pages of the origin may call one of the flows at the address. */
export async function isAllowedOrigin(deps: Deps, found: Found, origin: string): Promise<boolean> {
  const flows = await flowsAt(deps, found);
  return flows.some((flow) => allows(flow, origin));
}

const allows = ({ allowedOrigins }: CompiledFlow, origin: string) =>
  allowedOrigins.includes('*') || allowedOrigins.includes(origin);

/** The answer to a browser that asks before it calls. */
export function preflightAnswer(c: Context, origin: string, methods: string): Response {
  const wanted = c.req.header('access-control-request-headers');
  const headers = {
    'access-control-allow-origin': origin,
    'access-control-allow-methods': methods,
    ...(wanted !== undefined && { 'access-control-allow-headers': wanted }),
    'access-control-max-age': '600',
    vary: 'Origin, Access-Control-Request-Headers',
  };
  return new Response(null, { status: 204, headers });
}

/** The answer as the page may read it, with the number of its execution. */
export function shownTo(origin: string, answer: Response): Response {
  const headers = new Headers(answer.headers);
  headers.set('access-control-allow-origin', origin);
  headers.set('access-control-expose-headers', 'stepwell-executionid, prismatic-executionid, retry-after');
  headers.append('vary', 'Origin');
  return new Response(answer.body, { status: answer.status, headers });
}
