import { valueAt } from '../../lib/records.ts';
import { choicesIn, recordsIn, textOf } from '../kit/answers.ts';
import type { ActionRow } from '../kit/calls.ts';
import { fieldText, secret } from '../kit/connections.ts';
import { connector } from '../kit/connector.ts';
import { needed, number, text } from '../kit/fields.ts';
import type { Service } from '../kit/service.ts';

const service: Service = {
  label: 'Anthropic',
  connectionKey: 'connection',
  headers: { 'anthropic-version': '2023-06-01' },
  connect: ({ configVarKey, fields }) => ({
    configVarKey,
    fields: {
      ...{ baseUrl: 'https://api.anthropic.com/v1', headerKey: 'x-api-key', authScheme: 'None' },
      apiKey: fieldText({ fields }, 'apiKey'),
    },
  }),
};

const model = needed(
  text('model', 'Model', 'Which model.', { default: 'claude-3-5-sonnet-latest', dataSource: 'selectModel' }),
);
const message = needed(
  text('message', 'Message', 'What it is told.', { type: 'text', example: 'Where is order 42?' }),
);
const asMessages = ({ message: content, ...sent }: Record<string, unknown>) => ({
  ...sent,
  messages: [{ role: 'user', content }],
});
const MODEL = { type: 'model', id: 'claude-3-5-sonnet-latest', display_name: 'Claude Sonnet 3.5' };

const actions = (): ActionRow[] => [
  {
    key: 'chat',
    label: 'Chat',
    description: 'Has a model answer a message.',
    request: 'POST /messages',
    fields: [
      model,
      message,
      text('systemPrompt', 'System prompt', 'How it is to answer.', { to: 'system', type: 'text' }),
      number('maxTokens', 'Max tokens', 'How long its answer may be, in tokens.', {
        to: 'max_tokens',
        default: '4096',
      }),
      number('temperature', 'Temperature', 'How freely it answers, from 0 to 1.', { default: '1' }),
    ],
    shape: asMessages,
    example: { id: 'msg_123', role: 'assistant', content: [{ type: 'text', text: 'It is on its way.' }] },
  },
  {
    key: 'countTokens',
    label: 'Count tokens',
    description: 'Counts how many tokens a message has.',
    request: 'POST /messages/count_tokens',
    fields: [model, message],
    shape: asMessages,
    example: { input_tokens: 14 },
  },
  {
    key: 'getModel',
    label: 'Get model',
    description: 'Fetches what is known of a model.',
    request: 'GET /models/{model}',
    fields: [model],
    example: MODEL,
  },
  {
    key: 'listModels',
    label: 'List models',
    description: 'Lists the models that the key may use.',
    request: 'GET /models',
    fields: [
      text('beforeId', 'Before ID', 'Only those before this one.', { to: 'before_id' }),
      text('afterId', 'After ID', 'Only those after this one.', { to: 'after_id' }),
      number('limit', 'Limit', 'How many to return at once, up to 1000.', { default: '20' }),
    ],
    pages: {
      items: 'data',
      next: ({ data }) =>
        valueAt(data, 'has_more') === true ? { after_id: valueAt(data, 'last_id') } : undefined,
    },
    example: { data: [MODEL], has_more: false },
  },
];

export const anthropic = connector(
  {
    key: 'anthropic',
    label: 'Anthropic',
    description: 'Has Claude, the models of Anthropic, answer.',
    category: 'AI',
  },
  () => ({
    service,
    connections: [
      {
        key: 'apiKey',
        label: 'API key',
        comments: 'An API key of Anthropic.',
        inputs: [secret('apiKey', 'API key', 'The key as Anthropic has shown it.')],
      },
    ],
    actions: actions(),
    sources: [
      {
        key: 'selectModel',
        label: 'Models',
        description: 'Offers the models that the key may use.',
        request: 'GET /models?limit=1000',
        result: (data) => choicesIn(valueAt(data, 'data'), 'id', 'display_name'),
      },
    ],
    check: {
      path: '/models?limit=1',
      who: (data) => `a workspace with ${textOf(recordsIn(valueAt(data, 'data'))[0]?.display_name)}`,
    },
  }),
);
