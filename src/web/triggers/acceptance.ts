import type { CompiledFlow } from '../../definition/compile/compiled.ts';
import { compareTerms } from '../../definition/compile/conditions.ts';
import type { StoredRequest } from '../../models/requests.ts';
import { valueIn } from '../../models/requests.ts';

/** Whether the flow takes such a call: all that it asks for holds. What cannot be compared does not hold. */
export function isAccepted({ acceptsWhen }: CompiledFlow, request: StoredRequest): boolean {
  return acceptsWhen.every(({ path, operator, value }) => {
    try {
      return compareTerms(operator, valueIn(request, path), value);
    } catch {
      return false;
    }
  });
}

/** Whoever calls is not to call again for that: nothing has failed. */
export function notAcceptedAnswer(): Response {
  const message = 'The flow takes no such call: its condition does not hold. Nothing was run.';
  return Response.json({ executionId: null, message });
}
