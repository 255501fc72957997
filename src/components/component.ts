/**
 * The component contract: the run-time shape that a bundle built with `@prismatic-io/spectral` exports (10.31.1).
 * Built-in components have the same shape, so that forms, validation, import and documentation are written once.
 */

export type InputType =
  | 'string'
  | 'data'
  | 'text'
  | 'password'
  | 'boolean'
  | 'code'
  | 'conditional'
  | 'connection'
  | 'template'
  | 'objectSelection'
  | 'objectFieldMap'
  | 'jsonForm'
  | 'dynamicObjectSelection'
  | 'dynamicFieldSelection'
  | 'date'
  | 'timestamp'
  | 'flow'
  | 'structuredObject'
  | 'dynamicObject';

export type Display = { label: string; description: string; directions?: string; important?: boolean };

/** One declared input; the array's order is the order of the form. */
export type Input = {
  key: string;
  label: string;
  type: InputType;
  keyLabel?: string;
  /** `valuelist`: the param is an array; `keyvaluelist`: the param is `[{ key, value }]`. */
  collection?: 'valuelist' | 'keyvaluelist';
  default?: unknown;
  placeholder?: string;
  comments?: string;
  example?: string;
  required?: boolean;
  model?: { label: string; value: string }[];
  language?: string;
  dataSource?: string;
  shown?: boolean;
  onPremiseControlled?: boolean;
  inputs?: Input[];
};

/** Values by input key as `perform` receives them: mostly text, since components clean their own inputs. */
export type Params = Record<string, unknown>;

export type State = Record<string, unknown>;

export type Logger = Record<
  'metric' | 'trace' | 'debug' | 'info' | 'log' | 'warn' | 'error',
  (...values: unknown[]) => void
>;

export type HttpResponse = {
  statusCode: number;
  contentType?: string;
  headers?: Record<string, string>;
  body?: unknown;
};

/** A connection as a step receives it: its config variable's key, its fields, and the OAuth token if it has one. */
export type ConnectionValue = {
  key: string;
  configVarKey: string;
  fields: Record<string, unknown>;
  token?: Record<string, unknown>;
  context?: Record<string, unknown>;
};

/** What only built-in components may use; a bundle is never given it. */
export type Host = {
  /** Outgoing HTTP through the egress guard; the only way out for a built-in component. */
  fetch(url: string, init: HostFetchInit): Promise<Response>;
  /**
   * Runs foreign JavaScript in a warm child process and answers its result.
   * @param source the module's text (`module.exports = async (...args) => …`)
   * @param args values that cross the wire (JSON, Buffer, Date, BigInt)
   * @throws the code's own error, with its message and stack; a `timeout` error at the deadline
   */
  runCode(source: string, args: unknown[]): Promise<unknown>;
};

export type HostFetchInit = {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array | FormData | URLSearchParams;
  redirect?: 'follow' | 'manual' | 'error';
  signal?: AbortSignal;
  /** milliseconds until the whole exchange, body included, is given up */
  timeout?: number;
  ignoreSslErrors?: boolean;
};

/** The `context` of every call (COMPONENT-CONTRACT §3.4). The four states may be changed in place. */
export type ActionContext = {
  logger: Logger;
  executionState: State;
  instanceState: State;
  crossFlowState: State;
  integrationState: State;
  configVars: Record<string, unknown>;
  stepId: string;
  stepName: string;
  executionId: string;
  startedAt: string;
  webhookUrls: Record<string, string>;
  webhookApiKeys: Record<string, string[]>;
  invokeUrl: string;
  customer: { id: string; externalId: string; name: string };
  instance: { id: string; name: string };
  user: { id: string; email: string; name: string; externalId: string };
  integration: { id: string; name: string; versionSequenceId: string; externalVersion: string };
  flow: { id: string; name: string; stableId: string };
  executionFrame: Record<string, unknown>;
  flowSchemas: Record<string, unknown>;
  globalDebug: boolean;
  runnerAllocatedMemoryMb: number;
  isSimulatedTestExecution: boolean;
  /** Aborted when the execution is cancelled, out of time, or the process stops. */
  signal: AbortSignal;
  /** Key of this very step run, the same after a crash: `executionId:stepPath`. */
  idempotencyKey: string;
  /** Enqueues an execution of another flow of the same instance; answers `{ data: { executionId } }` like the webhook does. */
  invokeFlow(flowName: string, data?: unknown): Promise<{ data: { executionId: string } }>;
  /** Results of all earlier steps by reference key: `{ getUser: { results } }`; a getter, made only when read. */
  readonly stepResults: Record<string, unknown>;
  host: Host;
};

/** States returned by a call replace those of the context. */
export type ReturnedStates = {
  instanceState?: State;
  crossFlowState?: State;
  executionState?: State;
  integrationState?: State;
};

export type ActionResult = ReturnedStates & {
  data?: unknown;
  contentType?: string;
  statusCode?: number;
  headers?: Record<string, string>;
  /** Name of the branch to take, for an action with `allowsBranching`. */
  branch?: string;
  /** Own field, for an action with `isLoop`: how often to run the nested steps, and the item of each round. */
  iterations?: { count: number; items?: unknown[] };
  failed?: boolean;
  error?: unknown;
};

export type TriggerPayload = {
  headers: Record<string, string>;
  queryParameters: Record<string, string>;
  rawBody: { data: unknown; contentType?: string };
  body: { data: unknown; contentType?: string };
  pathFragment: string;
  webhookUrls: Record<string, string>;
  webhookApiKeys: Record<string, string[]>;
  invokeUrl: string;
  executionId: string;
  customer: ActionContext['customer'];
  instance: ActionContext['instance'];
  user: ActionContext['user'];
  integration: ActionContext['integration'];
  flow: ActionContext['flow'];
  startedAt: string;
  globalDebug: boolean;
};

export type TriggerResult = ReturnedStates & {
  payload: unknown;
  response?: HttpResponse;
  branch?: string;
  resultType?: string;
  failed?: boolean;
  error?: unknown;
};

type Branching = {
  allowsBranching?: boolean;
  staticBranchNames?: string[];
  /** Key of the input whose value names the branches. */
  dynamicBranchInput?: string;
};

export type Action = Branching & {
  key: string;
  display: Display;
  inputs: Input[];
  /** Never called with more arguments than these: bundles dispatch on the argument count. */
  perform(
    context: ActionContext,
    params: Params,
  ): Promise<ActionResult | undefined> | ActionResult | undefined;
  terminateExecution?: boolean;
  breakLoop?: boolean;
  /** Own field: the nested steps run once per iteration of the result. */
  isLoop?: boolean;
  examplePayload?: unknown;
};

export type Trigger = Branching & {
  key: string;
  display: Display;
  inputs: Input[];
  perform(
    context: ActionContext,
    payload: TriggerPayload,
    params: Params,
  ): Promise<TriggerResult | undefined> | TriggerResult | undefined;
  scheduleSupport: 'invalid' | 'valid' | 'required';
  synchronousResponseSupport: 'invalid' | 'valid' | 'required';
  isPollingTrigger?: boolean;
  /** Own field: the answer of an asynchronous webhook is known from the inputs alone, before the run. */
  staticResponse?(params: Params): HttpResponse | undefined;
  /** Own field: the flow runs on this event of the instance's life instead of a call. */
  lifecycleEvent?: 'deploy' | 'remove';
  examplePayload?: unknown;
};

export type DataSource = {
  key: string;
  display: Display;
  inputs: Input[];
  dataSourceType: string;
  perform(context: Partial<ActionContext>, params: Params): Promise<{ result: unknown }>;
};

export type ConnectionDeclaration = {
  key: string;
  label: string;
  comments?: string;
  oauth2Type?: 'authorization_code' | 'client_credentials';
  inputs: Input[];
};

/** One component: `require(bundle).default`, or a folder of `src/components/`. */
export type Component = {
  key: string;
  public?: boolean;
  display: Display & { category?: string; iconPath?: string };
  documentationUrl?: string;
  actions: Record<string, Action>;
  triggers: Record<string, Trigger>;
  dataSources: Record<string, DataSource>;
  connections: ConnectionDeclaration[];
};
