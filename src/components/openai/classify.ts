import { valueAt } from '../../lib/records.ts';
import type { Action, InputDeclaration, Params } from '../component.ts';
import { InputError, toPairs } from '../conversions.ts';
import { connectionInput } from '../kit/connections.ts';
import { list, needed, text } from '../kit/fields.ts';
import { ownValue } from '../records.ts';
import { toolsIn } from './agents.ts';
import { messageOf } from './runs.ts';
import { agentService } from './service.ts';
import { speak } from './turns.ts';

const ELSE = 'Else';
const connection = connectionInput(agentService.connectionKey, 'The connection to OpenAI.');
const branches: InputDeclaration = {
  key: 'branches',
  label: 'Branches',
  type: 'string',
  collection: 'keyvaluelist',
  keyLabel: 'Branch',
  comments: 'Names of branches, and when each is taken.',
  required: true,
};
const tools = (key: string, label: string): InputDeclaration => ({
  ...{ key, label, type: 'string', collection: 'valuelist' },
  comments: 'What it may use: results of steps that make them.',
});
const inputText = needed(
  text('inputText', 'Input text', 'What is sorted.', { type: 'text', example: 'An invoice' }),
);
const how = text('classificationInstructions', 'Classification instructions', 'How to sort.', {
  type: 'text',
});
const model = needed(
  text('model', 'Model', 'Which model.', { default: 'gpt-4.1', dataSource: 'selectModel' }),
);
const fileIds = list('fileIds', 'File IDs', 'Files to read: IDs that “Upload file” has answered.', {
  example: 'file-abc123',
});
const MOST_TURNS = 10;

function agentOf(params: Params) {
  const all = toPairs(ownValue(params, branches.key) ?? [], branches.label);
  if (all.length === 0)
    throw new InputError('The input "Branches" is empty: name the branches, and when each is taken.');
  const names = [...new Set([...all.map(({ key }) => key), ELSE])];
  const choices = all.map(({ key, value }) => `- ${key}: ${String(value)}`).join('\n');
  const properties = { branch: { type: 'string', enum: names }, reasoning: { type: 'string' } };
  return {
    ...{ name: 'Classifier', handoffDescription: '', model: String(model.value(params)) },
    instructions:
      `${how.value(params) ?? ''}\n\nChoose one of these branches:\n${choices}\n- ${ELSE}: none of the others fits.`.trim(),
    tools: [...toolsIn(ownValue(params, 'agentTools')), ...toolsIn(ownValue(params, 'agentMcpServers'))],
    outputSchema: {
      ...{ name: 'classification', strict: true },
      schema: { type: 'object', properties, required: ['branch', 'reasoning'], additionalProperties: false },
    },
  };
}

/** Sorts a text or a file, and takes the branch that fits. */
export const classifyAndBranch: Action = {
  key: 'classifyAndBranch',
  display: { label: 'Classify and branch', description: 'Has a model say which branch fits, and takes it.' },
  inputs: [
    connection,
    inputText.input,
    how.input,
    branches,
    model.input,
    fileIds.input,
    tools('agentTools', 'Agent tools'),
    tools('agentMcpServers', 'Agent MCP servers'),
  ],
  allowsBranching: true,
  staticBranchNames: [ELSE],
  dynamicBranchInput: branches.key,
  stateReads: () => [],
  async perform(context, params) {
    const agent = agentOf(params);
    const said = messageOf(String(inputText.value(params)), fileIds.value(params));
    const run = { agent, handoffs: [], input: [said], history: [said], responseId: undefined };
    const asking = { service: agentService, context, params, maxTurns: MOST_TURNS };
    const { finalOutput } = await speak(run, asking);
    const branch = String(valueAt(finalOutput, 'branch') ?? ELSE);
    return { data: finalOutput, branch };
  },
  examplePayload: { data: { branch: 'Needs Processing', reasoning: 'It is an invoice.' } },
};
