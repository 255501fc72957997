import { describe, expect, test } from 'bun:test';
import { openai } from '../../src/components/openai/index.ts';
import { connectionOf, failureOf, loopbackService, type Row, tryContract } from './connector-calls.ts';
import { createContext, createPayload, perform, triggerOf } from './context.ts';

const service = loopbackService();
const own = connectionOf('openAiApiKey', { apiKey: 'k1', organization: 'org-1' });
const connection = { connection: own, openaiConnection: own };
const base = 'https://api.openai.com/v1';
const agent = { name: 'Expert', instructions: 'Help.', handoffDescription: '', model: 'gpt-x', tools: [] };
const said = (text: string, id = 'resp_1') => ({
  body: { id, output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] }] },
});
const calls = (name: string, given: object, id = 'resp_0') => ({
  body: {
    id,
    output: [{ type: 'function_call', name, call_id: 'call_1', arguments: JSON.stringify(given) }],
  },
});
const user = (text: string, ...files: string[]) => ({
  role: 'user',
  content: [...files.map((file_id) => ({ type: 'input_file', file_id })), { type: 'input_text', text }],
});
const asked = { model: 'gpt-x', instructions: 'Help.', tools: [] };

const ROWS: Row[] = [
  { action: 'listModels', asks: [[`GET ${base}/models`]] },
  { action: 'getModel', params: { model: 'gpt-x', timeout: '10000' }, asks: [[`GET ${base}/models/gpt-x`]] },
  {
    action: 'createChatCompletion',
    params: { model: 'gpt-x', messages: [{ role: 'user', content: 'Hi' }] },
    asks: [
      [
        `POST ${base}/chat/completions`,
        { model: 'gpt-x', messages: [{ role: 'user', content: 'Hi' }], temperature: 1, top_p: 1, n: 1 },
      ],
    ],
  },
  {
    action: 'createResponse',
    params: { input: '"Hi"', instructions: 'Be brief.' },
    asks: [[`POST ${base}/responses`, { model: 'gpt-4.1', input: 'Hi', instructions: 'Be brief.' }]],
  },
  {
    action: 'createImage',
    params: { prompt: 'A truck' },
    asks: [[`POST ${base}/images/generations`, { prompt: 'A truck', n: 1, size: '1024x1024' }]],
  },
  {
    action: 'uploadFile',
    params: { file: { data: Buffer.from('pdf'), contentType: 'application/pdf' }, filename: 'a.pdf' },
    asks: [
      [
        `POST ${base}/files`,
        expect.stringMatching(
          /name="purpose"\r\n\r\nassistants\r\n[\s\S]*filename="a.pdf"[\s\S]*application\/pdf[\s\S]*pdf\r\n/,
        ),
      ],
    ],
    answers: [{ body: { id: 'file-1' } }],
  },
  {
    action: 'runAgent',
    params: {
      agentConfig: agent,
      userInput: 'Hi',
      fileIds: ['file-1'],
      handoffs: [],
      history: '',
      previousResponseId: 'resp_0',
    },
    asks: [
      [`POST ${base}/responses`, { ...asked, input: [user('Hi', 'file-1')], previous_response_id: 'resp_0' }],
    ],
    answers: [said('Hello')],
    gives: expect.objectContaining({
      finalOutput: 'Hello',
      hasInterruptions: false,
      lastResponseId: 'resp_1',
      state: expect.objectContaining({ lastModelResponse: { responseId: 'resp_1' } }),
    }),
  },
  {
    action: 'resumeRun',
    params: {
      agentConfig: agent,
      approvalResponses: [],
      state: { lastModelResponse: { responseId: 'resp_0' }, pending: [] },
    },
    asks: [[`POST ${base}/responses`, { ...asked, input: [], previous_response_id: 'resp_0' }]],
    answers: [said('Done')],
    gives: expect.objectContaining({ finalOutput: 'Done' }),
  },
  {
    action: 'createAgent',
    params: {
      name: 'Expert',
      instructions: 'Help.',
      modelName: 'gpt-x',
      tools: [''],
      outputSchema: '{"type":"object"}',
    },
    asks: [],
    gives: { ...agent, outputSchema: { name: 'output', strict: false, schema: { type: 'object' } } },
  },
  {
    action: 'createFlowTool',
    params: { flowName: 'Create Incident', toolDescription: 'Makes one', requiresApproval: 'true' },
    asks: [],
    gives: {
      ...{ kind: 'flow', name: 'create_incident', flowName: 'Create Incident', requiresApproval: true },
      tool: {
        ...{ type: 'function', name: 'create_incident', description: 'Makes one', strict: false },
        parameters: { type: 'object', properties: {} },
      },
    },
  },
  {
    action: 'createWebSearchTool',
    params: { searchContextSize: 'high', country: 'DE' },
    asks: [],
    gives: {
      kind: 'hosted',
      tool: {
        type: 'web_search',
        search_context_size: 'high',
        user_location: { type: 'approximate', country: 'DE' },
      },
    },
  },
  {
    action: 'classifyAndBranch',
    params: {
      branches: [{ key: 'Invoice', value: 'It is one.' }],
      inputText: 'Pay 5',
      model: 'gpt-x',
      agentTools: [],
    },
    asks: [[`POST ${base}/responses`, expect.objectContaining({ input: [user('Pay 5')], tools: [] })]],
    answers: [said('{"branch":"Invoice","reasoning":"So it says."}')],
    gives: { branch: 'Invoice', reasoning: 'So it says.' },
  },
];

tryContract(openai, service, connection, ROWS);

const tool = {
  kind: 'flow',
  name: 'create_incident',
  flowName: 'Create Incident',
  requiresApproval: false,
  tool: { type: 'function', name: 'create_incident' },
};
const run = (params: object, answers: object[], overrides = {}) =>
  perform(
    openai,
    'runAgent',
    { ...connection, userInput: 'Hi', agentConfig: agent, ...params },
    service.context(answers, overrides),
  );
const invoked = () => {
  const flows: unknown[] = [];
  return {
    flows,
    invokeFlow: async (name: string, data?: unknown) => {
      flows.push([name, data]);
      return { data: { id: 7 } };
    },
  };
};

describe('an agent', () => {
  test('uses a flow as a tool, and goes on with what that has answered', async () => {
    const { flows, invokeFlow } = invoked();
    const answers = [calls('create_incident', { title: 'Down' }), said('Made 7')];
    const { data } = await run({ agentConfig: { ...agent, tools: [tool] } }, answers, { invokeFlow });
    expect(flows).toEqual([['Create Incident', { title: 'Down' }]]);
    expect(service.asked[1]?.body).toMatchObject({
      input: [{ type: 'function_call_output', call_id: 'call_1', output: '{"id":7}' }],
      previous_response_id: 'resp_0',
    });
    expect(data).toMatchObject({ finalOutput: 'Made 7', history: expect.any(Array) });
  });

  test.each([
    [true, '{"id":7}'],
    [false, 'The use of this tool was not approved.'],
  ])('waits for somebody to allow a tool, and hears what they have said: %s', async (approved, output) => {
    const { flows, invokeFlow } = invoked();
    const agentConfig = { ...agent, tools: [{ ...tool, requiresApproval: true }] };
    const waiting = await run({ agentConfig }, [calls('create_incident', { title: 'Down' })], { invokeFlow });
    expect(waiting.data).toMatchObject({
      hasInterruptions: true,
      pendingApprovals: [
        { arguments: '{"title":"Down"}', approvalRequest: { functionId: 'call_1', approved: false } },
      ],
    });
    expect(flows).toEqual([]);
    const { state } = Object(waiting.data);
    const answer = { functionId: 'call_1', approved };
    const params = {
      ...connection,
      agentConfig,
      state: JSON.parse(JSON.stringify(state)),
      approvalResponses: [answer],
    };
    await perform(openai, 'resumeRun', params, service.context([said('Done')], { invokeFlow }));
    expect(service.asked[0]?.body).toMatchObject({ input: [{ call_id: 'call_1', output }] });
    expect(flows).toHaveLength(approved ? 1 : 0);
  });

  test('hands over to another', async () => {
    const other = { ...agent, name: 'Billing', instructions: 'Bill.', handoffDescription: 'For invoices.' };
    const answers = [calls('transfer_to_billing', {}), said('Paid')];
    const { data } = await run({ handoffs: [other] }, answers);
    expect(service.asked[0]?.body).toMatchObject({
      tools: [
        {
          type: 'function',
          name: 'transfer_to_billing',
          description: 'Hands over to Billing. For invoices.',
        },
      ],
    });
    expect(service.asked[1]?.body).toMatchObject({ instructions: 'Bill.' });
    expect(data).toMatchObject({ finalOutput: 'Paid', lastAgent: 'Billing' });
  });

  test('answers as its schema says, and hears of a tool that fails', async () => {
    const outputSchema = { name: 'output', strict: true, schema: { type: 'object' } };
    const agentConfig = { ...agent, tools: [tool], outputSchema };
    const invokeFlow = async () => {
      throw new Error('no such flow');
    };
    const { data } = await run({ agentConfig }, [calls('create_incident', {}), said('{"total":5}')], {
      invokeFlow,
    });
    expect(service.asked[0]?.body).toMatchObject({
      text: { format: { type: 'json_schema', ...outputSchema } },
    });
    expect(service.asked[1]?.body).toMatchObject({
      input: [{ output: 'The tool has failed: no such flow' }],
    });
    expect(data).toMatchObject({ finalOutput: { total: 5 } });
    expect(await failureOf(run({ agentConfig }, [said('no JSON')]))).toContain('against its output schema');
  });

  test('comes to an end', async () => {
    const answers = [calls('a', {}), calls('b', {}), calls('c', {})];
    expect(await failureOf(run({ maxTurns: '2' }, answers))).toContain('has no answer after 2 turns');
    expect(service.asked).toHaveLength(2);
  });

  test.each([
    ['agentConfig', { agentConfig: { name: 'x' } }, 'is no agent'],
    ['tools', { agentConfig: { ...agent, tools: ['x'] } }, 'holds something that is no tool'],
  ])('is one, with tools: %s', async (_what, params, message) => {
    expect(await failureOf(run(params, []))).toContain(message);
  });
});

test('a flow that is a tool says what it takes by its schema', async () => {
  const invoke = { $schema: 'x', type: 'object', properties: { title: { type: 'string' } } };
  const context = createContext({ flowSchemas: { 'Create Incident': { invoke } } });
  const params = { flowName: 'Create Incident', toolDescription: 'Makes one' };
  expect((await perform(openai, 'createFlowTool', params, context)).data).toMatchObject({
    tool: { parameters: { type: 'object', properties: { title: { type: 'string' } } } },
  });
  const payload = createPayload({ title: 'Down' });
  expect((await triggerOf(openai, 'toolFlowTrigger').perform(context, payload, {}))?.payload).toBe(payload);
});

test('the branch that fits is taken, and Else where none does', async () => {
  const params = {
    ...connection,
    branches: [{ key: 'Invoice', value: 'It is one.' }],
    inputText: 'x',
    model: 'gpt-x',
  };
  const result = await perform(
    openai,
    'classifyAndBranch',
    params,
    service.context([said('{"branch":"Else","reasoning":""}')]),
  );
  expect(result.branch).toBe('Else');
  expect(JSON.stringify(service.asked[0]?.body)).toContain('"enum":["Invoice","Else"]');
  expect(service.asked[0]?.headers.get('openai-organization')).toBe('org-1');
  expect(
    await failureOf(perform(openai, 'classifyAndBranch', { ...params, branches: [] }, service.context([]))),
  ).toContain('"Branches" is empty');
});
