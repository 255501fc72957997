import type { HttpResponse, LifecycleName, Params, Trigger, TriggerResult } from '../components/component.ts';
import { runsOn } from '../models/deploy-flows.ts';
import type { ExecutionKind, StoredError } from '../models/executions.ts';
import type { StoredRequest } from '../models/requests.ts';
import { StepContext } from './context.ts';
import { resolveInputs } from './resolve-inputs.ts';
import { failure } from './run-step.ts';
import type { Run } from './run-steps.ts';
import { triggerPayload } from './trigger-payload.ts';

/** The trigger turns the call into the payload that steps see. On a resumed run its effects on states are there already. */
export async function runTrigger(
  run: Run,
  request: StoredRequest | undefined,
  isResumed: boolean,
): Promise<
  { ok: true; result: TriggerResult } | { ok: false; error: StoredError; response?: HttpResponse | undefined }
> {
  const { trigger: reference, name, key } = run.flow.trigger;
  if (!request) return failure({ name }, new Error('What called the flow is no longer kept.'));
  let params: Params = {};
  let response: HttpResponse | undefined;
  try {
    const trigger = run.parts.triggers.get(run.flow.trigger);
    if (!trigger)
      throw new Error(
        `There is no trigger ${reference.component.key}.${reference.key} in this installation. Add the component, or replace the trigger.`,
      );
    await run.context.runtime.connections.renewDue((message) => run.log.write('warn', name, message));
    const context = new StepContext(run.context, { name, path: key, action: reference.key }, isResumed);
    const payload = triggerPayload(request, context, run.flow);
    params = resolveInputs(run.flow.trigger.inputs, run.scope);
    const fetched = isResumed ? undefined : run.states.fetch(trigger.stateReads?.(params));
    if (fetched) await fetched;
    const returned = isResumed ? undefined : await callOnEvent(run, trigger, context, params);
    const result: TriggerResult = returned ??
      (await trigger.perform(context, payload, params)) ?? { payload };
    response = result.response;
    if (result.failed === true) throw result.error ?? new Error('The trigger reports that it failed.');
    if (!isResumed) await keepStates(run, result);
    return { ok: true, result };
  } catch (thrown) {
    const failed = failure({ name }, thrown);
    const { connections, redact } = run.context.runtime;
    await connections.noteRefusal(params, failed, redact);
    return { ...failed, response };
  }
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
): Promise<TriggerResult | undefined> {
  const { kind } = run.context.execution;
  const names = ON_EVENT[kind];
  if (!names) return undefined;
  for (const name of names) run.states.replace((await trigger[name]?.(context, params)) ?? {});
  return runsOn(run.flow, kind) ? undefined : { payload: null, resultType: 'polled_no_changes' };
}

/** What a trigger has changed is kept beside its flow's first entry, whatever that one says. */
async function keepStates(run: Run, result: TriggerResult): Promise<void> {
  run.states.replace(result);
  if (run.states.isTouched) run.journal.addStates(await run.states.accept(await run.states.changes()));
}
