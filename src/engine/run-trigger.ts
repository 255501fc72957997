import type { HttpResponse, Params, Trigger, TriggerResult } from '../components/component.ts';
import type { LifecycleName } from '../components/trigger-functions.ts';
import { runsOn } from '../models/deploy-flows.ts';
import type { ExecutionKind, StoredError } from '../models/executions.ts';
import type { StoredRequest } from '../models/requests.ts';
import { isOfTests } from '../models/test-customer.ts';
import { type Found, partPayload, partRequest, splitResult } from './batches.ts';
import { StepContext } from './context.ts';
import { resolveInputs } from './resolve-inputs.ts';
import { failure } from './run-step.ts';
import type { Run } from './run-steps.ts';
import { simulatedResult } from './simulated-result.ts';
import { triggerPayload } from './trigger-payload.ts';

/** What a trigger has come to; with `found` its steps are for other runs. */
type Triggered =
  | { ok: true; result: TriggerResult; found?: Found | undefined }
  | { ok: false; error: StoredError; response?: HttpResponse | undefined };

/** The trigger turns the call into the payload that steps see. On a resumed run its effects on states are there already. */
export async function runTrigger(
  run: Run,
  request: StoredRequest | undefined,
  isResumed: boolean,
): Promise<Triggered> {
  const { trigger: reference, name, key } = run.flow.trigger;
  if (!request) return failure({ name }, new Error('What called the flow is no longer kept.'));
  let params: Params = {};
  let response: HttpResponse | undefined;
  try {
    const context = new StepContext(run.context, { name, path: key, action: reference.key }, isResumed);
    if (request.batch?.kind === 'part') return { ok: true, result: partResult(run, context, request) };
    const trigger = run.parts.triggers.get(run.flow.trigger);
    if (!trigger)
      throw new Error(
        `There is no trigger ${reference.component.key}.${reference.key} in this installation. Add the component, or replace the trigger.`,
      );
    await run.context.runtime.connections.renewDue((message) => run.log.write('warn', name, message));
    params = resolveInputs(run.flow.trigger.inputs, run.scope);
    const fetched = isResumed ? undefined : run.states.fetch(trigger.stateReads?.(params));
    if (fetched) await fetched;
    const triggered = await performed(run, trigger, context, request, params, isResumed);
    const { result } = triggered;
    response = result.response;
    if (result.failed === true) throw result.error ?? new Error('The trigger reports that it failed.');
    if (!isResumed) await keepStates(run, result);
    return { ok: true, ...triggered };
  } catch (thrown) {
    const failed = failure({ name }, thrown);
    const { connections, redact } = run.context.runtime;
    await connections.noteRefusal(params, failed, redact);
    return { ...failed, response };
  }
}

async function performed(
  run: Run,
  trigger: Trigger,
  context: StepContext,
  request: StoredRequest,
  params: Params,
  isResumed: boolean,
): Promise<{ result: TriggerResult; found?: Found | undefined }> {
  const isSync = request.batch?.kind === 'page' && request.batch.isSync;
  const ended = isResumed ? undefined : await callOnEvent(run, trigger, context, params, isSync);
  if (ended) return { result: ended };
  const payload = triggerPayload(request, context, run.flow);
  const simulated = isOfTests(run.context.execution) ? simulatedResult(request, payload) : undefined;
  if (simulated) return { result: simulated };
  const perform = isSync && trigger.onDeployPerform ? trigger.onDeployPerform : trigger.perform;
  const result = (await perform(context, payload, params)) ?? { payload };
  if (result.failed === true) return { result };
  const found = await splitResult(trigger, context, result, { ...run.flow.batches, isSync });
  if (!found || !isOfTests(run.context.execution)) return { result, found };
  // A test shows what a run makes of what was found.
  const [first] = found.parts;
  if (found.parts.length === 0) return { result: { ...result, resultType: 'polled_no_changes' } };
  return { result: { ...result, ...partResult(run, context, partRequest(request, found, first)) } };
}

/** A run that was given a part does not ask its trigger again. */
function partResult(run: Run, context: StepContext, request: StoredRequest): TriggerResult {
  const branch = request.batch?.kind === 'part' ? request.batch.branch : undefined;
  const payload = partPayload(triggerPayload(request, context, run.flow), request);
  return { payload, ...(branch !== undefined && { branch }) };
}

const ON_EVENT: Partial<Record<ExecutionKind, readonly LifecycleName[]>> = {
  deploy: ['onInstanceDeploy', 'webhookCreate'],
  remove: ['webhookDelete', 'onInstanceDelete'],
};

/** Calls what a trigger has for the event of this run; answers what ends the run with it, where its steps do not want to. */
async function callOnEvent(
  run: Run,
  trigger: Trigger,
  context: StepContext,
  params: Params,
  isSync: boolean,
): Promise<TriggerResult | undefined> {
  const { kind } = run.context.execution;
  const names = ON_EVENT[kind];
  if (!names) return undefined;
  for (const name of names) run.states.replace((await trigger[name]?.(context, params)) ?? {});
  return isSync || runsOn(run.flow, kind) ? undefined : { payload: null, resultType: 'polled_no_changes' };
}

/** What a trigger has changed is kept beside its flow's first entry, whatever that one says. */
async function keepStates(run: Run, result: TriggerResult): Promise<void> {
  run.states.replace(result);
  if (run.states.isTouched) run.journal.addStates(await run.states.accept(await run.states.changes()));
}
