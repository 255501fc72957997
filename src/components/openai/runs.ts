import type { Params } from '../component.ts';
import { toList, toText } from '../conversions.ts';
import { recordsIn, textOf } from '../kit/answers.ts';
import type { ActionRow } from '../kit/calls.ts';
import { json, list, needed, number, text } from '../kit/fields.ts';
import { isRecord, ownValue } from '../records.ts';
import { agentIn } from './agents.ts';
import { agentService } from './service.ts';
import { decided, runIn, speak } from './turns.ts';

const agentConfig = needed(json('agentConfig', 'Agent config', 'The result of “Create agent”.'));
const handoffs = list('handoffs', 'Handoffs', 'Agents that it may hand over to: results of “Create agent”.');
const maxTurns = number(
  'maxTurns',
  'Max turns',
  'How often it may speak or use tools, before it must have answered.',
  {
    default: '10',
  },
);
const userInput = needed(
  text('userInput', 'User input', 'What it is told.', { type: 'text', example: 'Where is order 42?' }),
);
const history = json('history', 'History', 'What was said before: the history in an earlier result.');
const previous = text('previousResponseId', 'Previous response ID', 'The response that this goes on from.');
const fileIds = list('fileIds', 'File IDs', 'Files to read: IDs that “Upload file” has answered.', {
  example: 'file-abc123',
});
const state = needed(json('state', 'State', 'The state in the result of “Run agent”.'));
const responses = needed(
  json(
    'approvalResponses',
    'Approval responses',
    'A list of approval requests, with approved as true or false.',
    {
      example: '[{"functionId": "call_123", "approved": true}]',
    },
  ),
);
const RESULT = {
  finalOutput: 'Order 42 is on its way.',
  hasInterruptions: false,
  pendingApprovals: [],
  history: [],
  lastResponseId: 'resp_123',
  lastAgent: 'Order expert',
  state: { lastModelResponse: { responseId: 'resp_123' } },
};

const agentsIn = (params: Params) =>
  toList(ownValue(params, handoffs.input.key) ?? [], handoffs.input.label).map(agentIn);
const turnsOf = (params: Params) =>
  Math.min(100, Math.max(1, Math.trunc(Number(maxTurns.value(params))) || 10));

/** What a user says, with files to read. */
export function messageOf(words: string, files: unknown) {
  const ids = Array.isArray(files) ? files : [];
  return {
    role: 'user',
    content: [
      ...ids.map((id) => ({ type: 'input_file', file_id: textOf(id) })),
      { type: 'input_text', text: words },
    ],
  };
}

export const runs = (): ActionRow[] => [
  {
    key: 'runAgent',
    label: 'Run agent',
    description: 'Has an agent answer; it uses its tools, and stops where somebody must allow something.',
    connectionKey: agentService.connectionKey,
    fields: [agentConfig, userInput, history, previous, fileIds, handoffs, maxTurns],
    async perform(_calls, params, context) {
      const words = userInput.value(params);
      const said = messageOf(toText(words, userInput.input.label), fileIds.value(params));
      const before = recordsIn(history.value(params));
      const id = textOf(previous.value(params));
      const run = {
        agent: agentIn(agentConfig.value(params)),
        handoffs: agentsIn(params),
        // What a response goes on from is known there.
        input: id === '' ? [...before, said] : [said],
        history: [...before, said],
        responseId: id === '' ? undefined : id,
      };
      return speak(run, { service: agentService, context, params, maxTurns: turnsOf(params) });
    },
    example: RESULT,
  },
  {
    key: 'resumeRun',
    label: 'Resume run',
    description: 'Lets an agent go on, once somebody has allowed what it wants to do, or not.',
    connectionKey: agentService.connectionKey,
    fields: [agentConfig, state, responses, handoffs, maxTurns],
    async perform(_calls, params, context) {
      const given = responses.value(params);
      const answers = recordsIn(isRecord(given) ? [given] : given);
      const run = runIn(state.value(params), agentIn(agentConfig.value(params)), agentsIn(params));
      const next = await decided(run, answers, context);
      return speak(next, { service: agentService, context, params, maxTurns: turnsOf(params) });
    },
    example: RESULT,
  },
];
