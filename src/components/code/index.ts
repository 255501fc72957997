import type { Action, Component, Trigger } from '../component.ts';
import { read } from '../read.ts';
import { byKey } from '../records.ts';
import { connections } from './connections.ts';
import { dataSources } from './data-sources.ts';
import { resultOf, triggerResultOf } from './envelope.ts';
import { codeField, codeIn } from './fields.ts';
import { runComplete, statesIn } from './run.ts';

const STATE_FIELDS = ['executionState', 'instanceState', 'crossFlowState', 'integrationState'];
/** What a function may answer; anything beside it is dropped. */
const OF_ACTION = [
  ...['data', 'body', 'contentType', 'statusCode', 'headers', 'branch', 'failed', 'error'],
  ...STATE_FIELDS,
];
const OF_TRIGGER = ['payload', 'response', 'branch', 'resultType', 'failed', 'error', ...STATE_FIELDS];

const stepCode = codeField(
  'Exports a function of the context and the results of earlier steps (stepResults.getUser.results). It answers { data }; the last step of a synchronous flow may answer { statusCode, contentType, headers, body }.',
  `module.exports = async ({ logger, configVars }, stepResults) => {
  return { data: null };
};`,
);

const runCode: Action = {
  key: 'runCode',
  display: {
    label: 'Run code',
    description: 'Runs JavaScript on the results of earlier steps. Elsewhere called “Code Block”.',
    important: true,
  },
  inputs: [stepCode],
  stateReads: (params) => statesIn(read.text(params, stepCode)),
  perform: async (context, params) =>
    resultOf(await runComplete(context, { code: codeIn(params, stepCode), fields: OF_ACTION })),
  examplePayload: { data: null },
};

const triggerCode = codeField(
  'Exports a function of the context and what has called the flow (payload.body.data, payload.headers). It answers { payload }, which later steps read, and may answer the caller by response: { statusCode, contentType, body }.',
  `module.exports = async (context, payload) => {
  return { payload };
};`,
);

const runCodeTrigger: Trigger = {
  key: 'runCodeTrigger',
  display: {
    label: 'Code block trigger',
    description: 'Runs JavaScript on what calls the flow, before its steps.',
  },
  inputs: [triggerCode],
  scheduleSupport: 'valid',
  synchronousResponseSupport: 'valid',
  answersCalls: true,
  stateReads: (params) => statesIn(read.text(params, triggerCode)),
  async perform(context, payload, params) {
    const call = { code: codeIn(params, triggerCode), argument: payload, fields: OF_TRIGGER };
    return triggerResultOf(await runComplete(context, call), payload);
  },
  examplePayload: { payload: { body: { data: { id: '17' }, contentType: 'application/json' } } },
};

export const code: Component = {
  key: 'code',
  public: true,
  display: { label: 'Code', description: 'Runs your own JavaScript.', category: 'Logic' },
  actions: byKey([runCode]),
  triggers: byKey([runCodeTrigger]),
  dataSources: byKey(dataSources),
  connections,
};
