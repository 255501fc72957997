import type { Action, ActionContext, Component, Input } from '../component.ts';
import { InputError } from '../inputs.ts';
import { read } from '../read.ts';
import { byKey } from '../records.ts';
import { errorOf, resultOf, STATES, writeLogs } from './envelope.ts';
import { lineCount, wrapped } from './wrapper.ts';

const SAMPLE = `module.exports = async ({ logger, configVars }, stepResults) => {
  return { data: null };
};`;

const codeInput: Input = {
  key: 'code',
  label: 'Code',
  type: 'code',
  language: 'javascript',
  comments:
    'Exports a function of the context and the results of earlier steps (stepResults.getUser.results). ' +
    'It runs by itself in a process without network and files.',
  example: SAMPLE,
  default: SAMPLE,
  required: true,
};

/** What of the context crosses to the child: data, no functions. */
const CONTEXT_FIELDS = [
  'configVars',
  'stepId',
  'stepName',
  'executionId',
  'startedAt',
  'webhookUrls',
  'webhookApiKeys',
  'invokeUrl',
  'customer',
  'instance',
  'user',
  'integration',
  'flow',
  'executionFrame',
  'flowSchemas',
  'globalDebug',
  'runnerAllocatedMemoryMb',
  'isSimulatedTestExecution',
  'idempotencyKey',
] as const;

const pick = (context: ActionContext, names: readonly (keyof ActionContext)[]) =>
  Object.fromEntries(names.map((name) => [name, context[name]]));

const runCode: Action = {
  key: 'runCode',
  display: {
    label: 'Run code',
    description: 'Runs JavaScript on the results of earlier steps.',
    important: true,
  },
  inputs: [codeInput],
  async perform(context, params) {
    const code = read.text(params, codeInput);
    if (code.trim() === '')
      throw new InputError(`The input "${codeInput.label}" is empty: write a function.`);
    const given = { context: pick(context, CONTEXT_FIELDS), states: pick(context, STATES) };
    const envelope = await context.host.runCode(wrapped(code), [given, context.stepResults]);
    if (typeof envelope !== 'object' || envelope === null || !('ok' in envelope))
      throw new InputError('The code replaced the module around it: write one module only.');
    writeLogs(envelope, context.logger);
    if (envelope.ok !== true) throw errorOf(envelope, lineCount(code));
    return resultOf(envelope);
  },
  examplePayload: { data: null },
};

export const code: Component = {
  key: 'code',
  public: true,
  display: { label: 'Code', description: 'Runs your own JavaScript.', category: 'Logic' },
  actions: byKey([runCode]),
  triggers: {},
  dataSources: {},
  connections: [],
};
