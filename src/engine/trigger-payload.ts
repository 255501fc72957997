import type { TriggerPayload } from '../components/component.ts';
import type { CompiledExpression, CompiledFlow, CompiledValue } from '../definition/compile/compiled.ts';
import { requestData, type StoredRequest } from '../models/requests.ts';

/** What a trigger is told besides the call itself: a part of its context. */
type Told = Omit<
  TriggerPayload,
  'method' | 'headers' | 'queryParameters' | 'rawBody' | 'body' | 'pathFragment' | 'paginationState'
>;

/**
 * The payload a trigger receives (`views/help/webhooks.md#what-is-sent`). `body` is what the call says by its content
 * type; `rawBody` is always what came, without its transport coding: text, or a Buffer.
 */
export function triggerPayload(request: StoredRequest, context: Told, flow: CompiledFlow): TriggerPayload {
  const { body } = request;
  const contentType = request.contentType;
  const state = request.batch?.kind === 'page' ? request.batch.state : undefined;
  const raw = body.kind === 'text' ? body.text : body.kind === 'bytes' ? Buffer.from(body.bytes) : body.value;
  return {
    method: request.method,
    headers: withSpellings(request.headers, flow),
    queryParameters: request.queryParameters,
    rawBody: { data: body.kind === 'value' ? JSON.stringify(raw) : raw, contentType },
    body: { data: requestData(request), contentType },
    pathFragment: request.pathFragment,
    webhookUrls: context.webhookUrls,
    webhookApiKeys: context.webhookApiKeys,
    invokeUrl: context.invokeUrl,
    executionId: context.executionId,
    customer: context.customer,
    instance: context.instance,
    user: context.user,
    integration: context.integration,
    flow: context.flow,
    startedAt: context.startedAt,
    globalDebug: context.globalDebug,
    ...(state !== undefined && state !== null && { paginationState: state }),
  };
}

/** Whether whoever called has asked for the debug mode. */
export function wantsDebug({ headers }: StoredRequest): boolean {
  return (headers['stepwell-debug'] ?? headers['prismatic-debug']) === 'true';
}

// Header names come in lower case, but definitions spell them as senders do (`headers.X-GitHub-Event`): each header is
// there in every spelling that the flow uses somewhere.
const spellings = new WeakMap<CompiledFlow, Map<string, Set<string>>>();

function withSpellings(headers: Record<string, string>, flow: CompiledFlow): Record<string, string> {
  let used = spellings.get(flow);
  if (!used) {
    used = spellingsIn(flow);
    spellings.set(flow, used);
  }
  const all = { ...headers };
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    for (const spelling of used.get(name) ?? []) if (value !== undefined) all[spelling] = value;
  }
  return all;
}

function spellingsIn(flow: CompiledFlow): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  const note = (text: string) => {
    for (const [word] of text.matchAll(/\w+(?:-\w+)*/g)) {
      const lower = word.toLowerCase();
      if (lower === word) continue;
      const set = found.get(lower) ?? new Set();
      found.set(lower, set.add(word));
    }
  };
  const visit = (value: CompiledValue): void => {
    if (value.kind === 'value') note(value.value);
    if (value.kind === 'reference') value.path.forEach(note);
    if (value.kind === 'list') value.items.forEach(visit);
    if (value.kind === 'template') for (const part of value.parts) if (typeof part !== 'string') visit(part);
    if (value.kind === 'object') for (const field of value.fields) visit(field.value);
    if (value.kind === 'pairs') for (const item of value.items) [item.name, item.value].forEach(visit);
    if (value.kind === 'conditions')
      for (const branch of value.branches) visitTerms(branch.expression, visit);
  };
  const steps = [...flow.trigger.branches.flatMap((branch) => branch.steps), ...flow.steps];
  for (const input of flow.trigger.inputs) visit(input.value);
  for (let step = steps.pop(); step; step = steps.pop()) {
    for (const input of step.inputs) visit(input.value);
    steps.push(...step.steps, ...step.branches.flatMap((branch) => branch.steps));
  }
  return found;
}

function visitTerms(expression: CompiledExpression, visit: (value: CompiledValue) => void): void {
  if (expression.kind === 'compare') {
    visit(expression.left);
    if (expression.right) visit(expression.right);
  } else {
    for (const term of expression.terms) visitTerms(term, visit);
  }
}
