import type { ActionContext, State } from '../components/component.ts';
import type { Host, HostFiles } from '../components/host.ts';
import type { CompiledFlow } from '../definition/compile/compiled.ts';
import { toIso } from '../lib/time.ts';
import type { RunTrace, StepTrace } from '../lib/traces.ts';
import type { Execution } from '../models/executions.ts';
import type { StateScope } from '../models/state-changes.ts';
import { isOfTests } from '../models/test-customer.ts';
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
  hostOf(run: Execution, stop: StopSign): Host;
  files: HostFiles;
  /** Results of the steps so far, by reference key. */
  results: ReadonlyMap<string, unknown>;
  invokeFlow: FlowInvoker;
  /** Whether whoever called has asked for the debug mode. */
  isDebug: boolean;
  /** Where spans are sent to a collector. */
  trace?: RunTrace | undefined;
};

export type StepNames = { name: string; path: string; action: string };

const NOBODY = { id: '', email: '', name: '', externalId: '' };

/** The context of one step. What a step does not read, as most of it mostly is, is never made. */
export class StepContext implements ActionContext {
  readonly #parts: ContextParts;
  readonly #step: StepNames;
  readonly #scratch: Map<StateScope, State> | undefined;
  #span: StepTrace | undefined;

  /** @param hasScratchStates whether it changes states that nobody sees, instead of the run's */
  constructor(parts: ContextParts, step: StepNames, hasScratchStates = false) {
    this.#parts = parts;
    this.#step = step;
    this.#scratch = hasScratchStates ? new Map() : undefined;
  }

  get configVars() {
    return this.#parts.runtime.configVars;
  }

  get executionId() {
    return this.#parts.execution.id;
  }

  get startedAt() {
    const { startedAt, queuedAt } = this.#parts.execution;
    return toIso(startedAt ?? queuedAt);
  }

  get webhookUrls() {
    return this.#parts.runtime.webhookUrls;
  }

  get webhookApiKeys() {
    return this.#parts.runtime.webhookApiKeys;
  }

  get invokeUrl() {
    return this.webhookUrls[this.#parts.flow.name] ?? '';
  }

  get customer() {
    const { id, externalId, name } = this.#parts.runtime.customer;
    return { id, externalId: externalId ?? '', name };
  }

  get instance() {
    const { id, name } = this.#parts.runtime.instance;
    return { id, name };
  }

  get user() {
    const { user } = this.#parts.runtime;
    if (!user) return { ...NOBODY };
    const { id, email, name, externalId } = user;
    return { id, email, name, externalId: externalId ?? '' };
  }

  get integration() {
    const { instance, compiled } = this.#parts.runtime;
    return {
      id: instance.integrationId,
      name: compiled.name,
      versionSequenceId: String(this.#parts.execution.version),
      externalVersion: compiled.externalVersion,
    };
  }

  get flow() {
    const { stableKey, name } = this.#parts.flow;
    return { id: stableKey, name, stableId: stableKey };
  }

  get flowSchemas() {
    const { flows } = this.#parts.runtime.compiled;
    return Object.fromEntries(flows.flatMap(({ name, schemas }) => (schemas ? [[name, schemas]] : [])));
  }

  get batch(): ActionContext['batch'] {
    const { isOn, size } = this.#parts.flow.batches;
    return isOn ? { enabled: true, batchSize: size } : { enabled: false };
  }

  get globalDebug() {
    return this.#parts.isDebug;
  }

  get runnerAllocatedMemoryMb() {
    return 1024;
  }

  get isSimulatedTestExecution() {
    return isOfTests(this.#parts.execution);
  }

  get signal() {
    return this.#parts.stop.signal;
  }

  get host() {
    const { execution, stop, files } = this.#parts;
    const host = { ...this.#parts.hostOf(execution, stop), files };
    return this.#span ? { ...host, fetch: this.#span.traced(host.fetch) } : host;
  }

  /** Performs the step, in a span of its own where there are spans. */
  traced<T extends { ok: boolean }>(work: () => Promise<T>): Promise<T> {
    const { trace } = this.#parts;
    return trace ? this.#inSpan(trace, work) : work();
  }

  async #inSpan<T extends { ok: boolean }>(trace: RunTrace, work: () => Promise<T>): Promise<T> {
    const { name, path, action } = this.#step;
    const span = trace.step(name, { 'stepwell.step.path': path, 'stepwell.step.action': action });
    this.#span = span;
    let isOk = false;
    try {
      const outcome = await work();
      isOk = outcome.ok;
      return outcome;
    } finally {
      span.end(isOk);
    }
  }

  get logger() {
    return this.#parts.log.loggerFor(this.#step.name);
  }

  get executionState() {
    return this.#state('execution');
  }

  get instanceState() {
    return this.#state('flow');
  }

  get crossFlowState() {
    return this.#state('crossFlow');
  }

  get integrationState() {
    return this.#state('integration');
  }

  get stepId() {
    return this.#step.path;
  }

  get stepName() {
    return this.#step.name;
  }

  get idempotencyKey() {
    return `${this.executionId}:${this.#step.path}`;
  }

  get executionFrame() {
    const { executionId, startedAt } = this;
    const { name, path, action } = this.#step;
    return {
      invokedByExecutionJWT: '',
      invokedByExecutionStartedAt: startedAt,
      executionId,
      executionStartedAt: startedAt,
      componentActionKey: action,
      stepName: name,
      loopPath: path,
    };
  }

  get stepResults() {
    return Object.fromEntries([...this.#parts.results].map(([key, data]) => [key, { results: data }]));
  }

  async fetchStates(): Promise<void> {
    await this.#parts.states.fetch();
  }

  async invokeFlow(flowName: string, data?: unknown, how?: { waits: boolean }): Promise<{ data: unknown }> {
    const waits = how?.waits ?? true;
    return { data: await this.#parts.invokeFlow(this.#step.path, flowName, data, waits) };
  }

  #state(scope: StateScope): State {
    if (!this.#scratch) return this.#parts.states.view(scope);
    const state = this.#scratch.get(scope) ?? {};
    this.#scratch.set(scope, state);
    return state;
  }
}
