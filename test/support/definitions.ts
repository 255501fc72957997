/** Definitions as tests write them: short, and whole enough for the importer. */

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type Input = { type: string; value: Json; name?: Json };
export type Step = { [key: string]: Json };
export type Flow = { [key: string]: Json };
export type Definition = { [key: string]: Json };

export const value = (text: string): Input => ({ type: 'value', value: text });
export const reference = (path: string): Input => ({ type: 'reference', value: path });
export const template = (text: string): Input => ({ type: 'template', value: text });
export const configVar = (key: string): Input => ({ type: 'configVar', value: key });
/** Rows of a key-value list. */
export const pairs = (rows: Record<string, Input>): Input => ({
  type: 'complex',
  value: Object.entries(rows).map(([name, input]) => ({ ...input, name })),
});
/** Items of a list. */
export const list = (...items: Input[]): Input => ({
  type: 'complex',
  value: items.map((item) => ({ name: '', ...item })),
});

/** @param action `component.action`, such as `http.httpPost` */
export function step(
  name: string,
  action: string,
  inputs: Record<string, Input> = {},
  more: { [key: string]: Json } = {},
): Step {
  const [component = '', key = ''] = action.split('.');
  return {
    name,
    description: '',
    action: { key, component: { key: component, version: 'LATEST', isPublic: true } },
    inputs,
    ...more,
  };
}

/** The trigger of most flows; its results are read as `trigger.results`. */
export function webhook(inputs: Record<string, Input> = {}): Step {
  const none = { body: value(''), contentType: value(''), headers: list(), statusCode: value('') };
  return step('Trigger', 'webhook-triggers.webhook', { ...none, ...inputs }, { isTrigger: true });
}

export function trigger(
  action: string,
  inputs: Record<string, Input> = {},
  more: { [key: string]: Json } = {},
) {
  return step('Trigger', action, inputs, { isTrigger: true, ...more });
}

/** Fires at each time of the cron line, by UTC. */
export function schedule(cron: string): Step {
  const meta = { scheduleType: 'custom', timeZone: 'UTC' };
  return trigger('schedule-triggers.schedule', {}, { schedule: { type: 'value', value: cron, meta } });
}

export function flow(name: string, steps: Step[], more: { [key: string]: Json } = {}): Flow {
  return {
    name,
    stableKey: name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
    description: '',
    isSynchronous: false,
    endpointSecurityType: 'customer_optional',
    steps,
    ...more,
  };
}

export const synchronous = { isSynchronous: true };

export function integration(name: string, flows: Flow[], more: { [key: string]: Json } = {}): Definition {
  return {
    definitionVersion: 7,
    name,
    description: '',
    category: '',
    documentation: '',
    labels: [],
    endpointType: 'flow_specific',
    requiredConfigVars: [],
    configPages: [],
    flows,
    ...more,
  };
}

export function variable(key: string, dataType: string, more: { [key: string]: Json } = {}): Json {
  return {
    key,
    stableKey: key.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
    description: '',
    dataType,
    orgOnly: false,
    meta: { visibleToCustomerDeployer: true, visibleToOrgDeployer: true },
    ...more,
  };
}

/** A page of the wizard: what is asked for there must have a value. */
export const page = (...keys: string[]): Json => ({
  name: 'Page',
  tagline: '',
  elements: keys.map((key) => ({ type: 'configVar', value: key })),
});

/** A connection of the HTTP component that sends an API key as a bearer token. */
export function apiKeyConnection(key: string): Json {
  return variable(key, 'connection', {
    connection: { key: 'apiKey', component: { key: 'http', version: 'LATEST', isPublic: true } },
    inputs: { apiKey: value(''), authScheme: value('Bearer') },
  });
}

/** Sends `{"execution", "step"}` to the upstream, so that it can tell which step of which run has called. */
export function post(name: string, url: Input, more: { [key: string]: Json } = {}): Step {
  const body = `{"execution":"{{$trigger.results.executionId}}","step":"${name}"}`;
  return step(name, 'http.httpPost', { url, data: template(body), headers: jsonHeader }, more);
}

export const jsonHeader = pairs({ 'content-type': value('application/json') });

/** Runs code on `stepResults`; the text is the body of the function. */
export function code(name: string, body: string): Step {
  return step(name, 'code.runCode', {
    code: value(`module.exports = async (context, stepResults) => {\n${body}\n};`),
  });
}

export const stop = (inputs: Record<string, Input>) => step('Stop', 'stop-execution.stopExecution', inputs);

export const branchOn = (name: string, mappings: Record<string, string>, input: Input, branches: Json) =>
  step(
    name,
    'branch.branchOnValue',
    { inputValue: input, branchValueMappings: pairs(mapValues(mappings, value)) },
    { branches },
  );

function mapValues<A, B>(record: Record<string, A>, change: (item: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, item]) => [key, change(item)]));
}
