/**
 * The component contract: the run-time shape that a bundle built with `@prismatic-io/spectral` exports (10.31.1).
 * Built-in components have the same shape, so that forms, validation, import and documentation are written once.
 */
import type { InputType } from '../inputs/registry.ts';
import type { Origin } from './catalog.ts';
import type { Host } from './host.ts';
import type { LifecycleEvent, TriggerFunction, TriggerFunctions } from './trigger-functions.ts';

/** What people read of a part: `directions` say what to do elsewhere first; `important`: among those wanted most. */
export type Display = { label: string; description: string; directions?: string; important?: boolean };

/** One declared input; the array's order is the order of the form. */
export type InputDeclaration = {
  key: string;
  label: string;
  /** What it takes, and so how it is asked for; a `template` stands in connections only and is shown to nobody. */
  type: InputType;
  /** What the keys of a `keyvaluelist` are called. */
  keyLabel?: string;
  /** `valuelist`: the param is an array; `keyvaluelist`: the param is `[{ key, value }]`. */
  collection?: 'valuelist' | 'keyvaluelist';
  /** What holds when nothing is given; when absent `''`, `'false'` for a boolean, undefined for structured types. */
  default?: unknown;
  placeholder?: string;
  comments?: string;
  example?: string;
  required?: boolean;
  /** The values to choose from. */
  model?: { label: string; value: string }[];
  /** Of a `code` input: `javascript`, `json`, `xml`, `html`, … */
  language?: string;
  /** Key of the data source that offers its values. */
  dataSource?: string;
  /** `false`: no form asks for it. */
  shown?: boolean;
  onPremiseControlled?: boolean;
  /** Of a trigger: only its `onDeployPerform` is given it. */
  scope?: 'ON_DEPLOY';
  /** The fields of a `structuredObject`; of a `dynamicObject` a structured object for each of its configurations. */
  inputs?: InputDeclaration[];
};

/** Values by input key as `perform` receives them: mostly text, since components clean their own inputs. */
export type Params = Record<string, unknown>;

/** What steps keep under keys of their own; what goes into it must cross the wire (`lib/wire`). */
export type State = Record<string, unknown>;

/** Writes lines of the execution's log: several values in one line, objects as JSON. `metric` and `log` count as `info`. */
export type Logger = Record<LogWord, (...values: unknown[]) => void>;
type LogWord = 'metric' | 'trace' | 'debug' | 'info' | 'log' | 'warn' | 'error';

/** What a caller is answered. */
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

/** The `context` of every call (`views/help/writing-a-component.md#the-context`); its states may be changed. */
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
  /** ISO 8601, UTC. */
  startedAt: string;
  /** By the name of the flow. */
  webhookUrls: Record<string, string>;
  webhookApiKeys: Record<string, string[]>;
  /** The address that this flow is called at. */
  invokeUrl: string;
  customer: { id: string; externalId: string; name: string };
  instance: { id: string; name: string };
  user: { id: string; email: string; name: string; externalId: string };
  integration: { id: string; name: string; versionSequenceId: string; externalVersion: string };
  flow: { id: string; name: string; stableId: string };
  executionFrame: Record<string, unknown>;
  flowSchemas: Record<string, unknown>;
  /** Whether each run of the flow is given a part of what its trigger finds. */
  batch: { enabled: false } | { enabled: true; batchSize: number };
  globalDebug: boolean;
  runnerAllocatedMemoryMb: number;
  isSimulatedTestExecution: boolean;
  /** Aborted when the execution is cancelled, out of time, or the process stops. */
  signal: AbortSignal;
  /** Key of this very step run, the same after a crash: `executionId:stepPath`. */
  idempotencyKey: string;
  /**
   * Enqueues an execution of another flow of the same instance; answers as its webhook does: `{ data: { executionId } }`,
   * or what a synchronous flow has answered.
   * @param how `waits: false` goes on at once in any case
   * @throws when a synchronous flow fails, answers a status of 400 or more, or takes longer than callers wait
   */
  invokeFlow(flowName: string, data?: unknown, how?: { waits: boolean }): Promise<{ data: unknown }>;
  /** Results of all earlier steps by reference key: `{ getUser: { results } }`; a getter, made only when read. */
  readonly stepResults: Record<string, unknown>;
  host: Host;
  /** Own field: reads all states after all, where a call finds out that its `stateReads` have left some out. */
  fetchStates?(): Promise<void>;
};

/** The `context` of what is called outside a run, such as a data source: there is no execution to know of. */
export type PartContext = Pick<
  ActionContext,
  'logger' | 'configVars' | 'customer' | 'instance' | 'user' | 'signal' | 'host'
>;

/** States returned by a call replace those of the context. */
export type ReturnedStates = {
  instanceState?: State;
  crossFlowState?: State;
  executionState?: State;
  integrationState?: State;
};

/** What a call looks at of one of the states, to read or to change it: some keys, or whatever is there. */
export type StateReads = { state: keyof ReturnedStates; keys: readonly string[] | 'all' };

/**
 * What an action answers (`views/help/writing-a-component.md#actions`); `failed` with `error` fails the step without
 * a throw.
 */
export type ActionResult = ReturnedStates & {
  data?: unknown;
  contentType?: string;
  statusCode?: number;
  headers?: Record<string, string>;
  /** Name of the branch to take, for an action with `allowsBranching`. */
  branch?: string;
  /**
   * Own field, for an action with `isLoop`: how often to run the nested steps, and the item of each round. Test runs
   * that go on in a round begin with the `first`, and end before the `end`.
   */
  iterations?: { count: number; items?: unknown[]; first?: number; end?: number };
  failed?: boolean;
  error?: unknown;
};

/** What started the flow (`views/help/webhooks.md#what-is-sent`). */
export type TriggerPayload = {
  /** Own field: of an HTTP call. */
  method?: string;
  headers: Record<string, string>;
  /** A name that comes again has a list of its values. */
  queryParameters: Record<string, string | string[]>;
  /** As it came: text, or bytes where it is no text. */
  rawBody: { data: unknown; contentType?: string };
  /** Parsed where its content type says how, else as it came. */
  body: { data: unknown; contentType?: string };
  /** What stands behind the id in the address. */
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
  /** Where it goes on to look: what `getNextPaginationState` has answered for the page before. */
  paginationState?: unknown;
};

/** What a trigger answers: its `payload` is what later steps know as the trigger's results. */
export type TriggerResult = ReturnedStates & {
  payload: unknown;
  /** The answer to whoever called. */
  response?: HttpResponse;
  branch?: string;
  /** Of a polling trigger: `polled_no_changes` ends the run before its steps. */
  resultType?: string;
  failed?: boolean;
  error?: unknown;
};

type Branching = {
  allowsBranching?: boolean;
  /** Branches that are always there. */
  staticBranchNames?: string[];
  /** Key of the input whose value names the branches. */
  dynamicBranchInput?: string;
};

/** What a step does. */
export type Action = Branching & {
  /** Own field: inputs that take a file as it is kept (`lib/kept-file.ts`); all others are given its bytes. */
  takesFiles?: readonly string[];
  key: string;
  display: Display;
  inputs: InputDeclaration[];
  /** Never called with more arguments than these: bundles dispatch on the argument count. */
  perform(
    context: ActionContext,
    params: Params,
  ): Promise<ActionResult | undefined> | ActionResult | undefined;
  /** Own field: what `perform` answers as data, where that depends on the params alone; other threads may call it. */
  compute?(params: Params): unknown;
  /** Own field: what it looks at of the states, so that no more is read: nothing when a built-in leaves it out, else all. */
  stateReads?(params: Params): readonly StateReads[];
  /** The execution ends with this step. */
  terminateExecution?: boolean;
  /** The loop around the step ends with it. */
  breakLoop?: boolean;
  /** Own field: the nested steps run once per iteration of the result. */
  isLoop?: boolean;
  examplePayload?: unknown;
};

/** What starts a flow. */
export type Trigger = Branching &
  TriggerFunctions & {
    key: string;
    display: Display;
    inputs: InputDeclaration[];
    perform: TriggerFunction;
    stateReads?(params: Params): readonly StateReads[];
    /** Whether a flow that begins with it may, or must, have a schedule. */
    scheduleSupport: 'invalid' | 'valid' | 'required';
    /** Whether callers may, or must, wait for the end of the run. */
    synchronousResponseSupport: 'invalid' | 'valid' | 'required';
    isPollingTrigger?: boolean;
    /** Own field: the answer of an asynchronous webhook is known from the inputs alone, before the run. */
    staticResponse?(params: Params): HttpResponse | undefined;
    /** Own field: its function may answer whoever has called; an asynchronous call waits for that. */
    answersCalls?: boolean;
    /** Own field: the flow runs on this event of the instance's life, or of what one person has set up, instead of a call. */
    lifecycleEvent?: LifecycleEvent;
    examplePayload?: unknown;
  };

/** Offers values to choose from while an instance is configured. */
export type DataSource = {
  key: string;
  display: Display;
  inputs: InputDeclaration[];
  dataSourceType: string;
  perform(context: PartContext, params: Params): Promise<{ result: unknown }>;
};

/** What has to be known to connect to another system. */
export type ConnectionDeclaration = {
  key: string;
  /** Own field: keys that definitions have named it by before. */
  formerKeys?: string[];
  label: string;
  comments?: string;
  /** How a token is obtained; `authorization_code`: a person signs in at the other system. */
  oauth2Type?: 'authorization_code' | 'client_credentials';
  /**
   * What is sent in place of the usual `grant_type`, and which parameters of the answer that a person comes back with are
   * sent along when the token is asked for.
   */
  oauth2Config?: { overrideGrantType?: string; allowedTokenParams?: string[] };
  oauth2PkceMethod?: 'S256' | 'plain';
  /** Own field: how the token endpoint is shown who asks; in the header unless it says otherwise. */
  clientAuthentication?: 'header' | 'body';
  /** Own field: by what an answer says that the token is worth nothing any more; by the status 401 when left out. */
  expiredWhen?: ExpiredWhen;
  inputs: InputDeclaration[];
  /** Own field: tries what the connection opens, and answers whom it has met: `Connected as acme`. */
  check?(context: PartContext, connection: ConnectionValue): Promise<{ message: string }>;
};

/** Any of the statuses, or any of the values where the path leads in the body: `{ path: 'error', values: ['token_expired'] }`. */
export type ExpiredWhen = { statuses?: number[]; path?: string; values?: string[] };

/** One component: `require(bundle).default`, or a folder of `src/components/`. */
export type Component = Origin & {
  key: string;
  public?: boolean;
  display: Display & { category?: string; iconPath?: string };
  documentationUrl?: string;
  actions: Record<string, Action>;
  triggers: Record<string, Trigger>;
  dataSources: Record<string, DataSource>;
  connections: ConnectionDeclaration[];
};
