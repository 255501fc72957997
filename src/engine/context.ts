import type { ActionContext } from '../components/component.ts';
import type { Host } from '../components/host.ts';
import type { CompiledFlow } from '../definition/compile/compiled.ts';
import { toIso } from '../lib/time.ts';
import type { Execution } from '../models/executions.ts';
import type { FlowInvoker } from './invoke-flow.ts';
import type { RunLog } from './run-log.ts';
import type { Runtime } from './runtime.ts';
import type { States } from './states.ts';
import type { StopSign } from './stop-sign.ts';

/** What the contexts of a run are made of. */
export type ContextParts = {
  execution: Execution;
  runtime: Runtime;
  flow: CompiledFlow;
  states: States;
  log: RunLog;
  stop: StopSign;
  host: Host;
  /** Results of the steps so far, by reference key. */
  stepResults(): Record<string, unknown>;
  invokeFlow: FlowInvoker;
};

/** Makes the contexts of one run: what is the same for all its steps is put together once. */
export function contextMaker(
  parts: ContextParts,
): (step: { name: string; path: string; action: string }) => ActionContext {
  const { execution, runtime, flow } = parts;
  const { instance, customer, compiled } = runtime;
  const startedAt = toIso(execution.startedAt ?? execution.queuedAt);
  const shared = {
    configVars: runtime.configVars,
    executionId: execution.id,
    startedAt,
    webhookUrls: runtime.webhookUrls,
    webhookApiKeys: runtime.webhookApiKeys,
    invokeUrl: runtime.webhookUrls[flow.name] ?? '',
    customer: { id: customer.id, externalId: customer.externalId ?? '', name: customer.name },
    instance: { id: instance.id, name: instance.name },
    user: { id: '', email: '', name: '', externalId: '' },
    integration: {
      id: instance.integrationId,
      name: compiled.name,
      versionSequenceId: String(execution.version),
      externalVersion: compiled.externalVersion,
    },
    flow: { id: flow.stableKey, name: flow.name, stableId: flow.stableKey },
    flowSchemas: {},
    globalDebug: false,
    runnerAllocatedMemoryMb: 1024,
    isSimulatedTestExecution: execution.kind === 'test',
    host: parts.host,
  };
  // Made only when they are read: most steps need neither their logger nor the states.
  return ({ name, path, action }) => ({
    ...shared,
    get signal() {
      return parts.stop.signal;
    },
    get logger() {
      return parts.log.loggerFor(name);
    },
    get executionState() {
      return parts.states.view('execution');
    },
    get instanceState() {
      return parts.states.view('flow');
    },
    get crossFlowState() {
      return parts.states.view('crossFlow');
    },
    get integrationState() {
      return parts.states.view('integration');
    },
    stepId: path,
    stepName: name,
    idempotencyKey: `${execution.id}:${path}`,
    get executionFrame() {
      return {
        invokedByExecutionJWT: '',
        invokedByExecutionStartedAt: startedAt,
        executionId: execution.id,
        executionStartedAt: startedAt,
        componentActionKey: action,
        stepName: name,
        loopPath: path,
      };
    },
    get stepResults() {
      return parts.stepResults();
    },
    fetchStates: async () => await parts.states.fetch(),
    invokeFlow: async (flowName, data, how) => ({
      data: await parts.invokeFlow(path, flowName, data, how?.waits ?? true),
    }),
  });
}
