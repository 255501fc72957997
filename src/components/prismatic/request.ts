import type { ActionContext, ActionResult, Params } from '../component.ts';
import { InputError } from '../conversions.ts';
import { apiOf } from './api.ts';

/** To check a query takes longer than it is long. */
const LONGEST_QUERY = 20_000;

/** Answers a GraphQL request by this installation's own API, in the shape of the whole HTTP answer that others give. */
export async function ask(
  context: ActionContext,
  params: Params,
  query: string,
  variables: Record<string, unknown>,
): Promise<ActionResult> {
  if (query.length > LONGEST_QUERY)
    throw new InputError(
      `The query is longer than ${LONGEST_QUERY} characters, the limit: ask for less at once.`,
    );
  const api = apiOf(context, params);
  const { execute } = await import('./execute.ts');
  const answer = await execute(query, variables, api);
  const { data = null, errors = [] } = answer;
  if (errors.length > 0) throw new Error(explained(errors.map(({ message }) => message)));
  // The library's objects have no prototype; what crosses to later steps is plain.
  const plain: unknown = JSON.parse(JSON.stringify(data));
  return { data: { status: 200, statusText: 'OK', headers: {}, data: { data: plain } } };
}

function explained(messages: string[]): string {
  const isUnknown = messages.some((message) =>
    /^(Cannot query|Unknown (argument|type))|is not defined by type/.test(message),
  );
  const hint = isUnknown
    ? ' The request is answered by this installation, which has what the help page of this component lists.'
    : '';
  return `The request was answered with errors: ${messages.slice(0, 5).join(' ')}${hint}`;
}
